import { pause } from '@proximidad/bus';
import { type Dependencies, eachRow } from '@proximidad/edge';
import { instantAt, StoreUnavailable, uuidv5 } from '@proximidad/eventsourcing';
import { ReadModelsBuilding } from '@proximidad/readmodel';
import { type Vault, VaultUnavailable } from '@proximidad/vault';
import { tellStops } from '../opening-stop/telling.ts';
import { keptPerson } from './kept-person.ts';
import { keptPersons, type KeptPersonRow } from './kept-persons.ts';

const LOOK_MS = 500;

const AWAY = [VaultUnavailable, StoreUnavailable, ReadModelsBuilding];

/** Ends the carrying out of what was decided, and the telling of whom the vault stopped. */
export interface CarryingOut {
  close(): Promise<void>;
}

type Deps = Pick<Dependencies, 'readModels' | 'vault' | 'execute' | 'now' | 'logger'>;

/**
 * What was decided of a person is on the record first, and then done where the keys are: blocked, held, destroyed. Each
 * step may be done again, and is, until the record says that it was: a crash anywhere between the two ends complete.
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
  const { readModels, logger } = deps;
  const text = 'what was decided of a person is not carried out yet';
  while (!signal.aborted) {
    try {
      // Rows that are being built anew are no reason to end the process.
      for (const row of eachRow(readModels.table(keptPersons), { where: { pending: 1 } })) {
        if (signal.aborted) return;
        // What stands against one person's keys keeps nobody else waiting.
        await carriedOut(deps, row).catch((error: unknown) => {
          if (isAway(error)) throw error;
          logger.error({ part: 'records', error }, `${row.id}: ${text}`);
        });
      }
    } catch (error) {
      logger[isAway(error) ? 'warn' : 'error']({ part: 'records', error }, text);
    }
    await pause(LOOK_MS, signal);
  }
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
  const { order: folio, ground: basis, askedBy: by, confirmedBy: witness } = erasure;
  const answer = await vault.erase({ subject: id, folio, basis, by, witness });
  if (answer.outcome === 'HELD') throw new Error('a hold that the record does not know stands against it');
  const { binding, keys, destroyed, at: signedAt, signature } = answer.certificate;
  const certificate = { binding, keys, destroyed, signature, signedAt: instantAt(signedAt, 'UTC') };
  const commandId = uuidv5('person-destroyed', id);
  await execute(keptPerson, id, { type: 'NoteDestroyed', certificate, at }, { commandId });
}

/** As it stands, whatever the vault was told before. */
async function tellHolds(vault: Vault, { id: subject, blockedBy, hold }: KeptPersonRow): Promise<void> {
  const by = 'authorities';
  const told = (order: string | undefined, set: 'BLOCK' | 'HOLD', lift: 'UNBLOCK' | 'RELEASE') =>
    vault.hold({ subject, change: order === undefined ? lift : set, order: order ?? 'NONE', by });
  await told(blockedBy ?? undefined, 'BLOCK', 'UNBLOCK');
  await told(hold?.order, 'HOLD', 'RELEASE');
}
