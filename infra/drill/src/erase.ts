import { busesHere } from '@proximidad/e2e/buses';
import {
  type Bus,
  eventually,
  type Platform,
  PROCESSES,
  runProgram,
  startPlatform,
} from '@proximidad/e2e/platform';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Drill, Trials } from './drill.ts';
import { importRejected, REJECTED_FOR } from './erase-importing.ts';
import { inMemory, type Place, scan } from './erase-looking.ts';
import { id, tell, type Told } from './erase-telling.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { traceCollector } from './trace-collector.ts';

/** Nobody may open more than fifty persons an hour, and a round has two of them: only so many of the first rounds are opened, before and after. */
const OPENED_ROUNDS_MAX = 20;
const ERASED = '[suprimido por ley, folio ';

/**
 * Puts canaries into every personal field through the API, and opens them; in every second round two persons erase
 * that round's persons, while the vault and the office of records are killed, and at the end everything at once. Then
 * no file may contain a byte of any canary, no erased value may open in any file, not even with keys restored from
 * before, and everyone else's data has to open as before. Nor may any file contain what a rejected import held about
 * somebody who was never kept. The files are searched once as the power cut leaves them, with what was not
 * checkpointed, and once when everything has stopped; the bus is Kafka where it can run. What running processes still
 * have in memory of what they showed is reported as a figure.
 */
export const erase: Drill = {
  what: 'persons are erased while the vault is killed: no byte of them is in any file, nothing opens, even with older keys restored',
  needs: 'nothing; looks through the segments of Kafka with Java 17 and Maven',
  rounds: 100,
  took: '4 took 110 s',
  check: () => undefined,
  async run(trials) {
    const { rounds } = trials;
    const ground = await begun(trials);
    const { platform, home, bus, start } = ground;
    const told = await toldAndBackedUp(ground, trials);
    const folders = { from: temporaryFolder(trials.scope), saidIn: home };
    const imported = await importRejected(platform, folders, trials.random);
    const canaries = [...canariesOf(told), ...imported];
    const gone = told.filter((_, round) => round % 2 === 0);
    const stay = told.filter((_, round) => round % 2 === 1);
    const toOpen = stay.slice(0, OPENED_ROUNDS_MAX / 2);
    const [early, last] = [gone.slice(0, -1), gone.slice(-1)];
    await eraseThroughKills(platform, told, gone, trials);
    const certifiedEarly = await certified(platform, early);
    const left = heldIn(platform, canariesOf(early));
    for (const subject of personsOf(last)) await decide(platform, subject, 'ARCO-LAST');
    await powerCut(platform, bus);
    const look = () => scan([platform.data, home], canaries, placesOf(told[0]!, bus));
    const { places: _, ...asCut } = look();
    const second = await start(platform);
    const certificates = certifiedEarly + (await certified(second, last));
    const before = await answers(second, gone, toOpen);

    await second.stop();
    const scanned = look();
    const log = await store(platform, 'verify');
    const chain = await vault(platform, 'verify');
    const restoring = await vault(platform, 'restore', '--from', join(home, 'backups', 'keys.db'));
    const third = await start(platform);
    // Nothing opens until the vault has been told again what was decided since.
    if (toOpen[0]) await mustOpen(third, toOpen[0]);
    const after = await answers(third, gone, toOpen);

    const whole = {
      ...{ logVerifies: log.code === 0, notesVerify: chain.code === 0, keysRestored: restoring.code === 0 },
    };
    const counts = { persons: personsOf(told).length, erased: personsOf(gone).length, certificates };
    const figures = {
      ...{ ...counts, bus, canaries: canaries.length, ...scanned, asCut, ...whole },
      ...{ answersShow: before, afterOlderKeys: after, inMemory: left },
    };
    const isRight = ({ erased, opened }: Awaited<ReturnType<typeof answers>>) =>
      erased === gone.length && opened === toOpen.length;
    const isClean = [asCut, scanned].every(({ found, unseen }) => found.length + unseen.length === 0);
    const isWhole = Object.values(whole).every(Boolean) && [before, after].every(isRight);
    return {
      passed: told.length === rounds && certificates === counts.erased && isClean && isWhole,
      ...{ proven: certificates, figures },
    };
  },
};

const personsOf = (told: readonly Told[]) => told.flatMap(({ persons }) => persons);
const canariesOf = (told: readonly Told[]) => told.flatMap(({ canaries }) => canaries);

/** A platform that traces, on Kafka where it can run, and a folder for what is kept beside it. */
async function begun({ scope }: Trials) {
  const home = temporaryFolder(scope);
  const bus = (await busesHere()).buses.at(-1)!;
  const traces = await traceCollector(join(home, 'traces'));
  scope.defer(() => traces.close());
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: traces.url };
  const start = async (earlier?: Platform) => {
    const platform = await startPlatform(earlier, bus, 'node', settings);
    scope.defer(() => platform.clear());
    return platform;
  };
  return { home, bus, start, platform: await start() };
}
type Ground = Awaited<ReturnType<typeof begun>>;

async function toldAndBackedUp(
  { platform, home }: Ground,
  { rounds, random, signal }: Trials,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (let round = 0; round < rounds && !signal.aborted; round++) {
    told.push(await tell(platform, random));
    if (round < OPENED_ROUNDS_MAX) await mustOpen(platform, told[round]!);
  }
  const folder = join(home, 'backups');
  mkdirSync(folder);
  await vault(platform, 'backup', '--to', join(folder, 'keys.db'));
  await store(platform, 'backup', '--to', join(folder, 'log.db'));
  return told;
}

async function eraseThroughKills(
  platform: Platform,
  told: readonly Told[],
  gone: readonly Told[],
  { trial }: Trials,
): Promise<void> {
  for (const [round, one] of told.entries()) {
    const fate = !gone.includes(one) ? 'kept' : one === gone.at(-1) ? 'erased in the power cut' : 'erased';
    if (fate === 'erased')
      for (const subject of one.persons) await decide(platform, subject, `ARCO-${round}`);
    if (round % 10 === 4) platform.signal('vault', 'SIGKILL');
    if (round % 10 === 8) platform.signal('authorities', 'SIGKILL');
    trial({ round, persons: one.persons.length, fate });
  }
}

/**
 * Where erased data must not be found, each with something that is there about a person: tokens and names of the
 * platform.
 */
function placesOf({ callId, incidentId }: Told, bus: string): readonly Place[] {
  const under = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
  return [
    { name: 'log', holds: under('store'), marker: callId },
    { name: 'read models', holds: (path) => path.includes('read-models.db'), marker: incidentId },
    { name: 'telemetry', holds: (path) => path.includes('telemetry.db'), marker: 'CREATE TABLE' },
    { name: 'keys', holds: under('vault'), marker: callId },
    { name: 'process logs', holds: under('log'), marker: 'listening' },
    { name: 'traces', holds: under('traces'), marker: 'service.name' },
    { name: 'rejects of an import', holds: isRejects, marker: REJECTED_FOR },
    { name: 'what the importer said', holds: (path) => path === 'importer.txt', marker: REJECTED_FOR },
    { name: 'backup of the keys', holds: (path) => path === 'backups/keys.db', marker: callId },
    { name: 'backup of the log', holds: (path) => path === 'backups/log.db', marker: callId },
    ...(bus === 'kafka' ? [{ name: 'segments of Kafka', holds: under('kafka'), marker: incidentId }] : []),
  ];
}

const isRejects = (path: string) => path.startsWith('import/') && path.endsWith('.rejects.jsonl');

/** Which running processes still have an erased text in memory, and the texts of how many persons. */
function heldIn(platform: Platform, canaries: readonly string[]): Readonly<Record<string, number>> {
  const held = PROCESSES.map((name) => [name, inMemory(platform.pid(name), canaries).size] as const);
  return Object.fromEntries(held.filter(([, texts]) => texts > 0));
}

const ASKED = `query ($call: ID!, $incident: ID!) {
  call(id: $call) { caller { number name language } } incident(id: $incident) { address } }`;
interface Shown {
  readonly call: { readonly caller: Readonly<Record<'number' | 'name' | 'language', string | null>> } | null;
  readonly incident: { readonly address: string | null } | null;
}

async function shown(platform: Platform, { callId, incidentId }: Told): Promise<readonly (string | null)[]> {
  const { data } = await platform.ask<Shown>('operator-09', ASKED, { call: callId, incident: incidentId });
  return data?.call && data.incident ? [...Object.values(data.call.caller), data.incident.address] : [];
}

function mustOpen(platform: Platform, told: Told): Promise<true> {
  return eventually('what was told opens', async () => {
    const values = await shown(platform, told);
    return values.length > 0 && values.every((value) => value !== null) ? true : undefined;
  });
}

/** Ends everything at once, with erasures that nobody has signed yet. */
async function powerCut(platform: Platform, bus: Bus): Promise<void> {
  platform.signal('launcher', 'SIGKILL');
  const beside = bus === 'kafka' ? (['kafka-1', 'kafka'] as const) : [];
  for (const name of [...PROCESSES, ...beside]) platform.signal(name, 'SIGKILL');
  await platform.stop();
}

/** One person requests, another confirms; each repeats it if the office of records was killed meanwhile. */
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

/** How many are erased, as proven by a certificate. */
async function certified(platform: Platform, told: readonly Told[]): Promise<number> {
  const query =
    'query ($subject: ID!) { keptPerson(subject: $subject) { carriedOut certificate { signature } } }';
  let count = 0;
  for (const subject of personsOf(told)) {
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

/** How many erased rounds are shown as erased, and how many of the others still open. */
async function answers(platform: Platform, gone: readonly Told[], toOpen: readonly Told[]) {
  let [erased, opened] = [0, 0];
  for (const told of gone) {
    const values = await shown(platform, told);
    if (values.length > 0 && values.every((value) => value?.startsWith(ERASED))) erased++;
  }
  for (const told of toOpen) {
    const values = await shown(platform, told);
    if (values.length > 0 && values.every((value) => value !== null && !value.startsWith(ERASED))) opened++;
  }
  return { erased, opened };
}

function vault({ environment }: Platform, ...args: readonly string[]) {
  return runProgram(['libs/vault/src/main.ts', ...args], environment);
}

function store({ data, environment }: Platform, command: string, ...args: readonly string[]) {
  const at = ['--data', join(data, 'store')];
  return runProgram(['libs/embedded-eventstore/src/main.ts', command, ...at, ...args], environment);
}
