import { decode, EventFromTheFuture, parseStream, type RecordedEvent } from '@proximidad/eventsourcing';
import { type EventLog, hashOf } from '@proximidad/eventstore';
import { Fault } from '@proximidad/program';
import { decide, keyOf, passedOver } from '@proximidad/service/passed-over';
import { parseArgs } from 'node:util';
import { type Owned, ownedFamilies } from './families.ts';

export const RECORD_HELP = `npm run record -- verify | pass-over | take-up

The events of the record as the services read them. One JSON line each, without what they say.

  verify                                                       reads every event of every service: names those that this
                                                               version cannot read, and those whose hash is not the next of
                                                               their stream's chain; exit 1 if any is not passed over
  pass-over --stream <s> --revision <n> --id <id> --reason <why>  takes one that verify names for no event of the record, on record:
                                                               its service goes on without it from its next start
  take-up   --stream <s> --revision <n> --id <id> --reason <why>  takes that back

Do not pass over what a later version wrote: start that version. The platform, or its store, must be running.
Settings (environment): PROXIMIDAD_DATA (.data), ESDB_URL or ESDB_URL_FILE for a store elsewhere.
`;

type Say = (line: object) => void;

interface Finding {
  readonly service: string;
  readonly problem: 'no envelope' | 'unknown to this version' | 'does not fit its type' | 'not of the chain';
  /** Whether its hash is the next of its stream's chain, as the platform's own is. */
  readonly ofTheChain: boolean;
}

const BY = 'npm run record';

/** @throws {Fault} when the command line is wrong, or verify names an event that is not passed over. */
export async function record(log: EventLog, args: readonly string[], say: Say): Promise<void> {
  const { values, positionals } = read(args);
  const [verb = '', ...more] = positionals;
  if (more.length > 0) throw new Fault(`${more.join(' ')} is not understood after ${verb}. See --help.`);
  switch (verb) {
    case 'verify':
      return verify(log, say);
    case 'pass-over':
      return passOver(log, named(values), say);
    case 'take-up':
      return takeUp(log, named(values), say);
    default:
      throw new Fault('Say verify, pass-over or take-up. See --help.');
  }
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { stream: text, revision: text, id: text, reason: text };
  return parseArgs({ args: [...args], allowPositionals: true, options });
}

function named({ stream, revision, id, reason }: ReturnType<typeof read>['values']) {
  if (stream === undefined || id === undefined || reason === undefined || !/^\d+$/.test(revision ?? ''))
    throw new Fault('Name --stream, --revision, --id and --reason. See --help.');
  return { stream, revision: Number(revision), id, reason, by: BY };
}

async function verify(log: EventLog, say: Say): Promise<void> {
  const known = new Set((await passedOver(log)).map(keyOf));
  const problemOf = reader(await ownedFamilies());
  let [events, left] = [0, 0];
  for await (const event of log.readAll({ after: undefined, max: Number.MAX_SAFE_INTEGER })) {
    events++;
    const found = problemOf(event);
    if (found === undefined) continue;
    const isPassedOver = known.has(keyOf(event));
    if (!isPassedOver) left++;
    const { stream, revision, id, type, position, recordedAt } = event;
    const at = new Date(recordedAt).toISOString();
    say({ ...found, stream, revision, id, type, position, recordedAt: at, passedOver: isPassedOver });
  }
  say({ events, left, passedOver: known.size });
  if (left > 0)
    throw new Fault(
      `${left} of these events stop the service that reads them, or were written by a stranger: docs/runbook.md says what to do.`,
    );
}

async function passOver(log: EventLog, given: ReturnType<typeof named>, say: Say): Promise<void> {
  const problemOf = reader(await ownedFamilies());
  const all = (await log.readLong(given.stream)).events.map((event) => [event, problemOf(event)] as const);
  const [, found] = all.find(([event]) => keyOf(event) === keyOf(given)) ?? [];
  if (!found)
    throw new Fault('There is no such event, or it is as the platform wrote it: verify names those.');
  if (found.problem === 'unknown to this version' && found.ofTheChain)
    throw new Fault(`A later version of ${found.service} wrote it: start that version.`);
  await decide(log, 'EventPassedOver', given, Date.now);
  say({ passedOver: keyOf(given), next: `start ${found.service} again: npm stop, npm start` });
}

async function takeUp(log: EventLog, given: ReturnType<typeof named>, say: Say): Promise<void> {
  const known = (await passedOver(log)).some((one) => keyOf(one) === keyOf(given));
  if (!known) throw new Fault('It is not passed over.');
  await decide(log, 'EventTakenUp', given, Date.now);
  say({
    takenUp: keyOf(given),
    next: 'start its service again, npm stop, npm start, and have it published: docs/runbook.md',
  });
}

/** Says of each event, in the order of the log or of its stream, what is wrong with it; undefined of one that is as it has to be. */
function reader(owned: ReadonlyMap<string, Owned>) {
  /** What the next event of a stream may name as the one before it: two hashes after an event that is none of the record. */
  const ends = new Map<string, readonly (string | null)[]>();
  return (event: RecordedEvent): Finding | undefined => {
    const { category = '' } = parseStream(event.stream) ?? {};
    const { service, family } = owned.get(category) ?? {};
    if (service === undefined || family === undefined) return undefined;
    const before = ends.get(event.stream) ?? [null];
    const { hash, ...metadata } = event.metadata;
    const ofTheChain = before.includes(metadata.prevHash) && hashOf({ ...event, metadata }) === hash;
    const problem = unread(event, family) ?? (ofTheChain ? undefined : 'not of the chain');
    ends.set(event.stream, problem === undefined ? [hash] : [...before, hash]);
    return problem && { service, problem, ofTheChain };
  };
}

function unread(
  { type, data, metadata }: RecordedEvent,
  family: Owned['family'],
): Finding['problem'] | undefined {
  if (metadata.version === undefined) return 'no envelope';
  try {
    decode(family, { type, data, version: metadata.version });
    return undefined;
  } catch (error) {
    return error instanceof EventFromTheFuture ? 'unknown to this version' : 'does not fit its type';
  }
}
