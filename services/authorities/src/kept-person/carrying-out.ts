import { pause } from '@proximidad/bus';
import { type Dependencies, eachRow } from '@proximidad/edge';
import { instantAt, StoreUnavailable, uuidv5 } from '@proximidad/eventsourcing';
import { ReadModelsBuilding } from '@proximidad/readmodel';
import { type Vault, VaultUnavailable } from '@proximidad/vault';
import { tellStops } from '../opening-stop/telling.ts';
import { keptPerson } from './kept-person.ts';
import { keptPersons, type KeptPersonRow } from './kept-persons.ts';

const LOOK_MS = 500;
const NOT_YET = 'what was decided of a person is not carried out yet';

/** The keys are destroyed, and nothing is certified before their file is no longer read as it was. */
class Incomplete extends Error {
  override readonly name = 'Incomplete';
}

const AWAY = [VaultUnavailable, StoreUnavailable, ReadModelsBuilding, Incomplete];

/** Stops carrying out decisions, and recording whom the vault stopped. */
export interface CarryingOut {
  close(): Promise<void>;
}

type Deps = Pick<Dependencies, 'readModels' | 'vault' | 'execute' | 'now' | 'logger'>;

/**
 * What was decided about a person is recorded first, and then carried out on the keys: they are blocked, held, destroyed. Each step
 * can be repeated, and is repeated until the record says that it is done: after a crash in between it is completed.
 */
export function carryOut(deps: Deps): CarryingOut {
  const stopping = new AbortController();
  const running = [carrying(deps, stopping.signal), tellStops(deps, stopping.signal)];
  return {
    async close() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

async function carrying(deps: Deps, signal: AbortSignal): Promise<void> {
  const { logger } = deps;
  const tell = attempted(logger, 'whether the keys were restored from before is not known yet');
  const carry = attempted(logger, NOT_YET);
  while (!signal.aborted) {
    await tell(() => tellRestored(deps, signal));
    await carry(() => carryPending(deps, signal));
    await pause(LOOK_MS, signal);
  }
}

/** A read model that is being rebuilt does not end the process, and a dependency that is down is logged once, not at each attempt. */
function attempted(logger: Deps['logger'], text: string) {
  let wasAway = false;
  return async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      wasAway = false;
    } catch (error) {
      const away = isAway(error);
      if (!away || !wasAway) logger[away ? 'warn' : 'error']({ part: 'records', error }, text);
      wasAway = away;
    }
  };
}

async function carryPending(deps: Deps, signal: AbortSignal): Promise<void> {
  const incomplete: Incomplete[] = [];
  for (const row of eachRow(deps.readModels.table(keptPersons), { where: { pending: 1 } })) {
    if (signal.aborted) return;
    // A problem with one person's keys does not keep others waiting.
    await carriedOut(deps, row).catch((error: unknown) => {
      if (error instanceof Incomplete) incomplete.push(error);
      else if (isAway(error)) throw error;
      else deps.logger.error({ part: 'records', error }, `${row.id}: ${NOT_YET}`);
    });
  }
  if (incomplete[0]) throw incomplete[0];
}

function isAway(error: unknown): boolean {
  return AWAY.some((accident) => error instanceof accident);
}

async function carriedOut(deps: Deps, row: KeptPersonRow): Promise<void> {
  const { vault, execute } = deps;
  const { id, changes, told, erasure } = row;
  const at = instantAt(deps.now(), 'UTC');
  if (told < changes) {
    await tellHolds(vault, row);
    const commandId = uuidv5('vault-told', id, changes);
    await execute(keptPerson, id, { type: 'NoteVaultTold', change: changes, at }, { commandId });
  }
  if (!erasure || row.state === 'DESTROYED') return;
  const { binding, keys, destroyed, at: signedAt, signature } = await erased(vault, id, erasure);
  const certificate = { binding, keys, destroyed, signature, signedAt: instantAt(signedAt, 'UTC') };
  const commandId = uuidv5('person-destroyed', id);
  await execute(keptPerson, id, { type: 'NoteDestroyed', certificate, at }, { commandId });
}

/**
 * Keys restored from a backup know nothing of later decisions: the vault is informed of all of them again, from the whole log, and
 * until then the keys open nothing.
 */
async function tellRestored({ vault, readModels }: Deps, signal: AbortSignal): Promise<void> {
  const restoredAt = await vault.restoredAt(null);
  if (restoredAt === null || !readModels.complete) return;
  for (const row of eachRow(readModels.table(keptPersons), {})) {
    if (signal.aborted) return;
    await tellHolds(vault, row);
    if (row.state === 'DESTROYED') await erased(vault, row.id, row.erasure!);
  }
  await vault.restoredAt(restoredAt);
}

async function erased(vault: Vault, subject: string, erasure: NonNullable<KeptPersonRow['erasure']>) {
  const { order: folio, ground: basis, askedBy: by, confirmedBy: witness } = erasure;
  const answer = await vault.erase({ subject, folio, basis, by, witness });
  switch (answer.outcome) {
    case 'COMPLETE':
      return answer.certificate;
    case 'INCOMPLETE':
      throw new Incomplete('the keys are destroyed, and somebody still reads the file in which they were');
    case 'HELD':
      throw new Error('a hold that the record does not know stands against it');
  }
}

/** Informs the vault of the present state, whatever it was informed of before. */
async function tellHolds(vault: Vault, { id: subject, blockedBy, hold }: KeptPersonRow): Promise<void> {
  const by = 'authorities';
  const told = (order: string | undefined, set: 'BLOCK' | 'HOLD', lift: 'UNBLOCK' | 'RELEASE') =>
    vault.hold({ subject, change: order === undefined ? lift : set, order: order ?? 'NONE', by });
  await told(blockedBy ?? undefined, 'BLOCK', 'UNBLOCK');
  await told(hold?.order, 'HOLD', 'RELEASE');
}
