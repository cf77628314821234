import { idFor } from '@proximidad/eventsourcing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Subject } from '@proximidad/policy';
import type { Sighting, SightingsLine } from '@proximidad/feed';
import { GraphQLError } from 'graphql';
import { committed } from '../compose.ts';
import { openAllowances } from '../identity/allowances.ts';
import { graph, type PreparedPositions } from '../planning/graph.ts';
import type { FeedSource } from './feed-source.ts';
import { openUnitPositions } from './unit-positions.ts';

const composed = graph(committed().supergraph);
const beatOf = (entity: string, name: string) => idFor(entity, 'beat', name);
const operator: Subject = { id: 'operator-09', role: 'operator', entity: '09', purpose: 'DISPATCH' };

function prepared(query: string): PreparedPositions {
  const found = composed.prepare(query, undefined);
  if ('errors' in found || found.kind !== 'positions') throw new Error(JSON.stringify(found));
  return found;
}

const MAP = prepared('subscription { unitPositions { unitId lat } }');
const AREA = prepared(`subscription ($beat: ID, $bbox: BoundingBox) {
  seen: unitPositions(beat: $beat, bbox: $bbox) { ...Shown __typename } }
  fragment Shown on UnitPosition { id: unitId }`);

const sighting = (id: string, lat: number, at = lat): Sighting => ({
  ...{ id, entity: '09', municipality: '09007', beatId: beatOf('09', 'b'), lat, lon: -99, accuracyMetres: 5 },
  at: new Date(at * 1_000).toISOString(),
});

/** A service that says what a test has it say, and how often it was asked. */
function seeing(first: readonly Sighting[]) {
  const said: SightingsLine[] = [{ sightings: [...first], whole: true }];
  let readers = 0;
  const source: FeedSource = {
    service: 'beats',
    lines: () => {
      throw new Error('nobody asks here');
    },
    async *sightings(_passport, signal) {
      readers++;
      for (let n = 0; !signal.aborted; n++) {
        while (n >= said.length && !signal.aborted) await sleep(5);
        if (said[n]) yield said[n]!;
      }
    },
    close: () => Promise.resolve(),
  };
  const positions = openUnitPositions({
    ...{ sources: [source], allowances: openAllowances({ liveQueries: { all: 10, subject: 2 } }) },
    passportOf: () => Promise.resolve('passport'),
    onTrouble: (_service, error) => {
      throw error as Error;
    },
  });
  opened.push(positions.close);
  const say = (...sightings: Sighting[]) => said.push({ sightings });
  return { positions, say, readers: () => readers };
}

const running = new AbortController();
const opened: (() => void)[] = [];
afterAll(() => {
  running.abort();
  for (const close of opened) close();
});

function watch({ positions }: ReturnType<typeof seeing>, of = MAP, variables = {}, subject = operator) {
  const stream = positions.open(of, { variables, subject });
  if (stream instanceof GraphQLError) throw stream;
  return {
    close: stream.close,
    body: async () => (await stream.next(running.signal))!.body,
    next: async () =>
      (JSON.parse((await stream.next(running.signal))!.body) as { data: Record<string, unknown> }).data,
  };
}

test('all who ask the same with the same rights share one reader, and the text of each frame', async () => {
  const beats = seeing([sighting('a', 19.1), sighting('b', 19.2)]);
  const watchers = Array.from({ length: 50 }, () => watch(beats));
  const bodies = new Set(await Promise.all(watchers.map(({ body }) => body())));
  expect([...bodies].map((body) => JSON.parse(body) as unknown)).toEqual([
    {
      data: {
        unitPositions: [
          { unitId: 'a', lat: 19.1 },
          { unitId: 'b', lat: 19.2 },
        ],
      },
    },
  ]);
  beats.say(sighting('b', 19.3));
  const moved = await Promise.all(watchers.map(({ next }) => next()));
  expect(new Set(moved.map((data) => JSON.stringify(data)))).toEqual(
    new Set(['{"unitPositions":[{"unitId":"b","lat":19.3}]}']),
  );
  expect([beats.readers(), beats.positions.count()]).toEqual([1, 1]);
  for (const { close } of watchers) close();
});

test('a slow watcher gets the newest of each unit at once, and none of those before it', async () => {
  const beats = seeing([sighting('a', 19.1)]);
  const [slow, quick] = [watch(beats), watch(beats)];
  await slow.next();
  for (const lat of [19.2, 19.3, 19.4]) {
    beats.say(sighting('a', lat), sighting(`by-${lat}`, lat));
    await quick.next();
    if (lat === 19.2) await quick.next();
  }
  const data = (await slow.next())['unitPositions'] as readonly { unitId: string; lat: number }[];
  expect(data.filter(({ unitId }) => unitId === 'a')).toEqual([{ unitId: 'a', lat: 19.4 }]);
  expect(data).toHaveLength(4);
});

test('only what is asked for is told, in the caller’s own names', async () => {
  const beats = seeing([sighting('a', 19.1), { ...sighting('b', 19.2), beatId: null }]);
  const bbox = { south: 19, west: -100, north: 19.15, east: -98 };
  expect(await watch(beats, AREA, { bbox }).next()).toEqual({
    seen: [{ id: 'a', __typename: 'UnitPosition' }],
  });
  const nowhere = watch(beats, AREA, { beat: beatOf('09', 'none') });
  expect(await nowhere.next()).toEqual({ seen: [] });
});

test('distinct questions of one subject are counted, the same one twice is one', () => {
  const beats = seeing([]);
  watch(beats);
  watch(beats);
  watch(beats, AREA, { beat: beatOf('09', 'b') });
  expect(() => watch(beats, AREA, { beat: beatOf('09', 'c') })).toThrow(/liveQueries/);
});

test('who may not have it is told so at once, and why', () => {
  const { positions } = seeing([]);
  const refusal = (subject: Subject, of = MAP, variables = {}) =>
    (positions.open(of, { subject, variables }) as GraphQLError).extensions;
  const analyst: Subject = { id: 'analyst', role: 'analyst', purpose: 'SUPERVISION' };
  expect(refusal(analyst)).toEqual({ code: 'FORBIDDEN', reason: 'ROLE' });
  const elsewhere = refusal(operator, AREA, { beat: beatOf('14', 'b') });
  expect(elsewhere).toEqual({ code: 'FORBIDDEN', reason: 'ENTITY' });
  const inverted = { south: 20, west: -99, north: 19, east: -98 };
  expect(refusal(operator, AREA, { bbox: inverted })).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(refusal(operator, AREA, { beat: '' })).toMatchObject({
    ...{ code: 'BAD_USER_INPUT', fields: [{ path: 'beat', code: 'NO_ID' }] },
  });
});
