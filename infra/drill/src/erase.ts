import { eventually, type Platform, PROCESSES, runProgram, startPlatform } from '@proximidad/e2e/platform';
import { join } from 'node:path';
import type { Drill } from './drill.ts';
import { inMemory, scan } from './erase-looking.ts';
import { id, PERSONS, tell, type Told } from './erase-telling.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Nobody opens more than fifty persons an hour: so many rounds are opened before they are erased. */
const OPENED_ROUNDS_MAX = 20;
const ERASED = '[suprimido por ley, folio ';

/**
 * Canaries are told into every personal field through the API, and opened; every second round's persons are erased by two
 * persons, while the vault and the office of records are killed, and at last everything at once. Then no byte of any canary may
 * be in any file, in no file may an erased one open, also with keys restored from before, and everybody else has to open as
 * before. What running processes still have in memory of what they showed is told as a figure.
 */
export const erase: Drill = {
  what: 'persons are erased while the vault is killed: no byte of them in any file, nothing opens, also with older keys restored',
  needs: 'nothing',
  rounds: 100,
  check: () => undefined,
  async run({ rounds, random, scope, signal, trial }) {
    const home = temporaryFolder(scope);
    const platform = await startPlatform();
    scope.defer(() => platform.clear());
    const told: Told[] = [];
    for (let round = 0; round < rounds && !signal.aborted; round++) {
      told.push(await tell(platform, random));
      if (round < OPENED_ROUNDS_MAX) await mustOpen(platform, told[round]!);
    }
    const backup = join(home, 'keys-before.db');
    await vault(platform, 'backup', '--to', backup);

    const gone = told.filter((_, round) => round % 2 === 0);
    const stay = told.filter((_, round) => round % 2 === 1);
    for (const [round, one] of told.entries()) {
      const erased = gone.slice(0, -1).includes(one) ? one.persons : [];
      for (const subject of erased) await decide(platform, subject, `ARCO-${round}`);
      if (round % 10 === 4) platform.signal('vault', 'SIGKILL');
      if (round % 10 === 8) platform.signal('authorities', 'SIGKILL');
      trial({ round, erased: erased.length });
    }
    const personsOf = (rounds_: readonly Told[]) => rounds_.flatMap(({ persons }) => persons);
    const early = await certified(platform, personsOf(gone.slice(0, -1)));
    const left = inMemory(
      platform,
      gone.slice(0, -1).flatMap((one) => one.canaries),
    );
    for (const subject of personsOf(gone.slice(-1))) await decide(platform, subject, 'ARCO-LAST');
    await powerCut(platform);
    const second = await startPlatform({ data: platform.data, port: platform.port });
    scope.defer(() => second.clear());
    const certificates = early + (await certified(second, personsOf(gone.slice(-1))));
    const before = await answers(second, gone, stay);

    await second.stop();
    const canaries = told.flatMap((one) => one.canaries);
    const scanned = scan([platform.data, home], canaries);
    const store = await runProgram(
      ['libs/embedded-eventstore/src/main.ts', 'verify', '--data', join(platform.data, 'store')],
      platform.environment,
    );
    const chain = await vault(platform, 'verify');
    await vault(platform, 'restore', '--from', backup);
    const again = await startPlatform({ data: platform.data, port: platform.port });
    scope.defer(() => again.clear());
    const after = await answers(again, gone, stay);

    const whole = { logVerifies: store.code === 0, notesVerify: chain.code === 0 };
    const figures = {
      ...{
        persons: told.length * PERSONS,
        erased: gone.length * PERSONS,
        certificates,
        ...scanned,
        ...whole,
      },
      ...{ answersShow: before, afterOlderKeys: after, inMemory: left },
    };
    const isRight = ({ erased, opened }: Awaited<ReturnType<typeof answers>>) =>
      erased === gone.length && opened === Math.min(stay.length, OPENED_ROUNDS_MAX);
    const passed =
      told.length === rounds && certificates === gone.length * PERSONS && scanned.found.length === 0;
    return {
      passed: passed && whole.logVerifies && whole.notesVerify && isRight(before) && isRight(after),
      figures,
    };
  },
};

const ASKED = `query ($call: ID!, $incident: ID!) {
  call(id: $call) { caller { number name language } } incident(id: $incident) { address } }`;
interface Shown {
  readonly call: { readonly caller: Readonly<Record<'number' | 'name' | 'language', string | null>> };
  readonly incident: { readonly address: string | null };
}

async function shown(platform: Platform, { callId, incidentId }: Told): Promise<readonly (string | null)[]> {
  const { data } = await platform.ask<Shown>('operator-09', ASKED, { call: callId, incident: incidentId });
  return data ? [...Object.values(data.call.caller), data.incident.address] : [];
}

async function mustOpen(platform: Platform, told: Told): Promise<void> {
  const values = await shown(platform, told);
  if (values.some((value) => value === null)) throw new Error('what was told does not open');
}

/** Everything ends at once, with erasures that nobody has signed yet. */
async function powerCut(platform: Platform): Promise<void> {
  platform.signal('launcher', 'SIGKILL');
  for (const name of PROCESSES) platform.signal(name, 'SIGKILL');
  await platform.stop();
}

/** Two persons: one asks, another confirms; each tells it again where the office of records was killed meanwhile. */
async function decide(platform: Platform, subject: string, order: string): Promise<void> {
  const told = async (user: string, mutation: string, input: object) =>
    eventually(`${mutation} of ${subject}`, async () => {
      const result = await platform.execute(user, mutation, { ...id(), ...input });
      const isDone = ['ActAlreadyAsked', 'AlreadyErased'].includes(result.code ?? '');
      return result.__typename === 'KeptPersonAccepted' || isDone ? true : undefined;
    });
  await told('commander-09', 'askErasure', { subject, order, ground: 'CANCELLATION' });
  await told('commander-09-2', 'confirmRecordsAct', { subject, act: 'ERASE', order });
}

/** How many are erased, proven by a certificate. */
async function certified(platform: Platform, subjects: readonly string[]): Promise<number> {
  const query =
    'query ($subject: ID!) { keptPerson(subject: $subject) { carriedOut certificate { signature } } }';
  let count = 0;
  for (const subject of subjects) {
    await eventually(`the erasure of ${subject} is carried out`, async () => {
      const { data } = await platform.ask<{
        keptPerson: { carriedOut: boolean; certificate: object | null } | null;
      }>('commander-09', query, { subject });
      return data?.keptPerson?.carriedOut && data.keptPerson.certificate ? true : undefined;
    });
    count++;
  }
  return count;
}

/** How many rounds say that they were erased, and how many of the others still open. */
async function answers(platform: Platform, gone: readonly Told[], stay: readonly Told[]) {
  let [erased, opened] = [0, 0];
  for (const told of gone) {
    const values = await shown(platform, told);
    if (values.length > 0 && values.every((value) => value?.startsWith(ERASED))) erased++;
  }
  for (const told of stay.slice(0, OPENED_ROUNDS_MAX)) {
    const values = await shown(platform, told);
    if (values.length > 0 && values.every((value) => value !== null && !value.startsWith(ERASED))) opened++;
  }
  return { erased, opened };
}

function vault({ environment }: Platform, ...args: readonly string[]) {
  return runProgram(['libs/vault/src/main.ts', ...args], environment);
}
