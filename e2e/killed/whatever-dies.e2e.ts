import { definition as beats } from '@proximidad/beats/service';
import { definition as contacts } from '@proximidad/contacts/service';
import { startEmbeddedStore, verify } from '@proximidad/embedded-eventstore';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import { connect, verifyChain } from '@proximidad/eventstore';
import { nationService } from '@proximidad/nation/service';
import { definition as incidents } from '@proximidad/incidents/service';
import { openReadModels } from '@proximidad/readmodel';
import { told, toldAnew } from '@proximidad/readmodel/testing';
import type { ServiceDefinition } from '@proximidad/edge';
import { definition as training } from '@proximidad/training/service';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { everything, personalData } from '../log.ts';
import { eventually, full, PROCESSES, type ProcessName } from '../platform.ts';
import { platform, scene } from '../stage.ts';

/**
 * How many kills. Each process dies at least once; the killing goes on until more stories than that are recorded
 * meanwhile.
 */
const KILLS = full ? 30 : PROCESSES.length;
const KILL_EVERY_MS = 1_300;
/** On an ordinary day the writers rest between kills: what is told this long before one is under way when it comes. */
const TOLD_BEFORE_MS = full ? KILL_EVERY_MS : 150;
const READY_AGAIN_TIMEOUT_MS = 90_000;
const WRITERS = 8;
const TOLD_WITHIN_MS = 240_000;
const TIMEOUT_MS = full ? 1_800_000 : 900_000;

type Definition = Pick<ServiceDefinition, 'name' | 'families' | 'readModels'>;
const notAsked = () => Promise.reject(new Error('nobody asks here'));
const nobody = { heard: () => undefined, last: () => new Map<string, number>(), close: () => undefined };
const SERVICES: readonly Definition[] = [
  beats as Definition,
  incidents as Definition,
  contacts as Definition,
  training as Definition,
  nationService({
    ask: notAsked,
    onSilence: () => undefined,
    times: notAsked,
    heartbeats: nobody,
    persons: { personOf: notAsked as never, keyId: '' },
  }) as unknown as Definition,
];

/** The streams on which something was recorded before. */
let earlier: ReadonlySet<string> = new Set();
const closedIncidents: string[] = [];
const killed: ProcessName[] = [];
/** How many stories were under way at each kill. */
const underWayAt: number[] = [];
let underWay = 0;
let writing = Promise.withResolvers<void>();
let readyAgainMs = Infinity;
let log: readonly RecordedEvent[] = [];

/** Waits for a process that is still down from the last time. */
async function kill(name: ProcessName): Promise<void> {
  await sleep(KILL_EVERY_MS - TOLD_BEFORE_MS);
  writing.resolve();
  await sleep(TOLD_BEFORE_MS);
  await eventually(`${name} runs`, async () => {
    platform.signal(name, 'SIGKILL');
    return true;
  });
  underWayAt.push(underWay);
  killed.push(name);
  if (!full) writing = Promise.withResolvers();
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

/** Records stories until told to stop; each command is sent again, with its own id, until somebody acknowledges it. */
async function write(signal: AbortSignal): Promise<void> {
  await writing.promise;
  while (!signal.aborted) {
    const incidentId = `09-${randomUUID()}`;
    underWay++;
    await acknowledged('reportIncident', {
      commandId: randomUUID(),
      incidentId,
      code: '30421',
      point: scene.point,
    });
    await acknowledged('closeIncident', {
      commandId: randomUUID(),
      incidentId,
      outcome: 'RESOLVED',
      finalCode: '30421',
      victims: 1,
    });
    closedIncidents.push(incidentId);
    underWay--;
    await writing.promise;
  }
}

async function acknowledged(mutation: string, input: object): Promise<void> {
  const type = mutation[0]!.toUpperCase() + mutation.slice(1);
  const query = `mutation ($input: ${type}Input!) { ${mutation}(input: $input) { __typename ... on Refusal { code } } }`;
  const until = Date.now() + TOLD_WITHIN_MS;
  while (Date.now() < until) {
    const answer = await platform
      .ask<Record<string, { __typename: string; code?: string } | null>>('operator-09', query, { input })
      .catch(() => undefined);
    const result = answer?.data?.[mutation];
    if (result?.__typename === 'Refusal') throw new Error(`${mutation} was refused: ${result.code}`);
    if (result) return;
    await sleep(100);
  }
  throw new Error(
    `${mutation} was not taken within ${TOLD_WITHIN_MS} ms, killed so far: ${killed.join(', ')}`,
  );
}

describe('what is told while each process dies', () => {
  beforeAll(async () => {
    earlier = new Set((await everything(platform.storeUrl)).map(({ stream }) => stream));
    const ended = new AbortController();
    let isBroken = false;
    const writers = Promise.all(Array.from({ length: WRITERS }, () => write(ended.signal)));
    writers.catch(() => (isBroken = true));
    while (!isBroken && (killed.length < KILLS || closedIncidents.length <= KILLS)) {
      const before = closedIncidents.length;
      for (const name of shuffled(PROCESSES)) await kill(name);
      // Where processes start more slowly than they are killed, nothing would be told any more.
      await eventually('a story ends between two rounds of kills', async () =>
        isBroken || closedIncidents.length > before ? true : undefined,
      );
    }
    const lastKillAt = Date.now();
    ended.abort();
    writing.resolve();
    await writers;
    await platform.ready();
    readyAgainMs = Date.now() - lastKillAt;
  }, TIMEOUT_MS);

  test('every process died at least once, and all were ready again soon and without help', () => {
    expect(new Set(killed)).toEqual(new Set(PROCESSES));
    expect(Math.min(...underWayAt)).toBeGreaterThan(0);
    expect(readyAgainMs).toBeLessThan(READY_AGAIN_TIMEOUT_MS);
  });

  test(
    'every story that was acknowledged is there, whoever was killed',
    async () => {
      expect(closedIncidents.length).toBeGreaterThan(KILLS);
      const query = 'query ($id: ID!) { incident(id: $id) { status outcome } }';
      for (const id of closedIncidents) {
        const { data, errors } = await platform.ask('operator-09', query, { id });
        expect(errors).toBeUndefined();
        expect(data).toEqual({ incident: { status: 'CLOSED', outcome: 'RESOLVED' } });
      }
    },
    TIMEOUT_MS,
  );

  test(
    'every effect in another service happened exactly once, without anybody helping',
    async () => {
      const count = async () => {
        log = await everything(platform.storeUrl);
        return countsOf(log);
      };
      const expected = closedIncidents.length;
      await eventually('each incident has its ranking and its follow-up', async () => {
        const counts = await count();
        return counts.FollowUpRequested >= expected && counts.PatrolCandidatesRanked >= expected
          ? counts
          : undefined;
      });
      // Some more time, in which a second effect of the same cause would show.
      await sleep(1_500);
      const counts = await count();
      for (const type of [
        'IncidentReported',
        'IncidentClosed',
        'FollowUpRequested',
        'PatrolCandidatesRanked',
      ] as const) {
        const subjects = log
          .filter((event) => event.type === type && isOwn(event))
          .map(({ stream }) => stream);
        expect({ type, doubled: subjects.length - new Set(subjects).size }).toEqual({ type, doubled: 0 });
        expect({ type, count: counts[type] }).toEqual({ type, count: expected });
      }
    },
    TIMEOUT_MS,
  );

  test('every stream is gapless and its chain of hashes verifies', () => {
    const streams = Map.groupBy(log, ({ stream }) => stream);
    // Streams that keep only their newest event begin later than at 0.
    const whole = [...streams].filter(([stream]) => !stream.startsWith('ops_'));
    expect(whole.length).toBeGreaterThan(closedIncidents.length);
    for (const [stream, events] of whole)
      expect({ stream, finding: verifyChain(events) }).toEqual({ stream, finding: undefined });
  });

  test('nothing that the log took meanwhile points at a person', () => {
    expect([...new Set(log.flatMap(personalData))]).toEqual([]);
  });

  describe('when everything has stopped', () => {
    beforeAll(async () => {
      expect(await platform.stop()).toBe(0);
    });

    test('the store finds nothing wrong in its file', () => {
      expect(verify(join(platform.data, 'store')).findings).toEqual([]);
    });

    test.each(SERVICES.map((service) => [service.name, service] as const))(
      'the rows of %s, built anew from the log, are the rows that were there',
      async (name, { families, readModels: models }) => {
        const live = openReadModels({ file: join(platform.data, name, 'read-models.db'), models, families });
        const { log: logId } = live.checkpoint;
        const there = told(live);
        live.close();
        const store = await startEmbeddedStore({ data: join(platform.data, 'store'), port: 0 });
        const eventLog = connect(store.url);
        const anew = await toldAnew({ log: eventLog, logId: logId!, models, families, at: there.at });
        await eventLog.close();
        await store.close();
        expect(anew).toEqual(there);
        expect(there.lines.length).toBeGreaterThan(name === 'nation' ? 30 : 0);
      },
      TIMEOUT_MS,
    );
  });
});

type Counted = 'IncidentReported' | 'IncidentClosed' | 'FollowUpRequested' | 'PatrolCandidatesRanked';

function countsOf(events: readonly RecordedEvent[]): Record<Counted, number> {
  const counts = { IncidentReported: 0, IncidentClosed: 0, FollowUpRequested: 0, PatrolCandidatesRanked: 0 };
  for (const event of events) if (isOwn(event) && event.type in counts) counts[event.type as Counted]++;
  return counts;
}

/** A service's own event of this story, not its public or restricted copy. */
function isOwn({ stream }: RecordedEvent): boolean {
  return !/^(public|restricted|ops)_/.test(stream) && !earlier.has(stream);
}
