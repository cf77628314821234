import { compose } from '../compose.ts';
import { executor } from '../execution/executor.ts';
import { graph, type PreparedSubscription } from '../planning/graph.ts';
import { remoteSubgraph } from '../subgraphs/remote-subgraph.ts';
import { trialSubgraph } from '../testing/subgraphs.ts';
import { type Asking, askingAs } from './asking.ts';
import { type FramesOf, openFrames } from './frames.ts';
import { ATTEMPTS_MAX } from './passing.ts';
import { openFairLimiter } from '@proximidad/cost';
import { until } from '@proximidad/testing';

const LOG = '3d9e1b1e-1f0e-5c1a-9b53-0a1b2c3d4e5f';
const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { incident(id: ID!): Incident }
  enum IncidentStatus { REPORTED CLOSED }
  type Incident @key(fields: "id") { id: ID! folio: String status: IncidentStatus point: String }
`;

let isSensitive = false;
const service = await trialSubgraph({
  sdl: SDL,
  resolvers: {
    Query: { incident: (_: unknown, { id }: { id: string }) => ({ id, folio: `F-${id}` }) },
    Incident: {
      status() {
        throw new Error('nobody knows');
      },
      // As an incident's: what it is today decides, at whatever cut.
      point: () => (isSensitive ? null : '19.4326,-99.1332'),
    },
  },
});
const subgraph = remoteSubgraph('incidents', service.url);
const composed = graph(compose([{ name: 'incidents', sdl: SDL }]).supergraph);
const asking = askingAs({
  executor: executor({ graph: composed, subgraphs: [subgraph], logId: () => LOG }),
  passportOf: () => Promise.resolve('passport'),
  freshnessOfEntities: () => [],
  evaluations: openFairLimiter({ atATime: 8, perKey: 8 }),
});
/** What is answered instead, while something is. */
let instead: Asking | undefined;
const frames = openFrames({
  asking: (...asked) => (instead ?? asking)(...asked),
  ...{ logId: LOG, now: Date.now },
});
beforeEach(() => {
  isSensitive = false;
  instead = undefined;
});
afterAll(async () => {
  await subgraph.close();
  await service.close();
});

/** What is told is told at once. */
const NOBODY_WAITS = AbortSignal.abort();
const OWNER = 'dev:operator-09';
const rights = { role: 'operator', entity: '09', purpose: 'DISPATCH' } as const;
const change = { type: 'Incident', key: '09-a', position: 7, after: { entity: '09', status: 'REPORTED' } };

function subscription(query: string): PreparedSubscription {
  const prepared = composed.prepare(query, undefined);
  if (!('kind' in prepared) || prepared.kind !== 'subscription') throw new TypeError('no subscription');
  return prepared;
}

async function shown(prepared: PreparedSubscription, variables: Record<string, unknown>): Promise<unknown> {
  const { body } = await frames
    .of(prepared, { variables, rights, owner: OWNER })
    .changed(change, NOBODY_WAITS);
  return (JSON.parse(body) as { data: { incidentChanged: unknown } }).data.incidentChanged;
}

test('M9, R22 two who differ in a variable that only a fragment uses are each shown what they asked for', async () => {
  const prepared = subscription(`
    subscription ($w: Boolean!) { incidentChanged(entity: "09") { ...F } }
    fragment F on IncidentChanged { id incident { id folio @include(if: $w) } }
  `);
  expect(await shown(prepared, { w: true })).toEqual({
    id: '09-a',
    incident: { id: '09-a', folio: 'F-09-a' },
  });
  expect(await shown(prepared, { w: false })).toEqual({ id: '09-a', incident: { id: '09-a' } });
});

test('an error of a frame is told by its path in the frame', async () => {
  const prepared = subscription('subscription { c: incidentChanged { incident { id s: status } } }');
  const { body } = await frames
    .of(prepared, { variables: {}, rights, owner: 'viewer' })
    .changed(change, NOBODY_WAITS);
  expect(JSON.parse(body)).toMatchObject({
    data: { c: { incident: { id: '09-a', s: null } } },
    errors: [{ path: ['c', 'incident', 's'] }],
  });
});

test('an error of a frame is told in the language of who watches', async () => {
  const prepared = subscription('subscription { incidentChanged { incident { id status } } }');
  const told = async (language: 'es' | 'en') => {
    const viewer = { variables: {}, rights, owner: 'viewer', language };
    const { body } = await frames.of(prepared, viewer).changed(change, NOBODY_WAITS);
    return (JSON.parse(body) as { errors: { message: string }[] }).errors.map(({ message }) => message);
  };
  expect(await told('es')).toEqual(['Error interno.']);
  expect(await told('en')).toEqual(['Internal error.']);
});

test('those whose filters alone differ share one evaluation', async () => {
  const prepared = subscription(
    'subscription ($entity: ID) { incidentChanged(entity: $entity) { kind incident { id } } }',
  );
  const before = frames.evaluated();
  const all = ['09', null].map((entity) =>
    frames.of(prepared, { variables: { entity }, rights, owner: OWNER }),
  );
  for (const each of all) {
    expect(await told(each)).toMatchObject({ kind: 'APPEARED', incident: { id: '09-a' } });
  }
  expect(frames.evaluated()).toBe(before + 1);
});

/* A frame is made for those who are there: what has become of its record since is true of it for everybody else. */

const POINT = subscription('subscription { incidentChanged { kind incident { id point } } }');
/** Somebody who begins to watch now, wherever in the past they go on. */
const comes = (owner = OWNER) => frames.of(POINT, { variables: {}, rights, owner });

interface Told {
  readonly incident: { readonly id: string; readonly point: string | null } | null;
}

async function told(watcher: FramesOf): Promise<Told> {
  const { body } = await watcher.changed(change, NOBODY_WAITS);
  return (JSON.parse(body) as { data: { incidentChanged: Told } }).data.incidentChanged;
}

test('H6, R9: who comes after an incident turned sensitive is not shown its point from before', async () => {
  const there = comes();
  expect((await told(there)).incident?.point).toBe('19.4326,-99.1332');
  isSensitive = true;
  expect((await told(comes('another'))).incident?.point).toBeNull();
});

test('H6, R9: who comes late to a change is shown what may be shown by then', async () => {
  const [there, slow] = [comes(), comes('slow')];
  await told(there);
  isSensitive = true;
  await until(async () => (await told(slow)).incident?.point === null);
});

test('however many come at once, wherever they go on, one evaluation serves those who came before it', async () => {
  await told(comes());
  const before = frames.evaluated();
  const many = Array.from({ length: 500 }, (_, n) => comes(`returning-${n}`));
  await Promise.all(many.map(told));
  expect(frames.evaluated()).toBe(before + 1);
});

test('what is noted by name is shown to nobody in whose name it was not asked for', async () => {
  const named: string[] = [];
  instead = (_prepared, _rights, { footprints, readers = [] }) => {
    named.push(...readers);
    footprints!.set('incidents', { reads: [], timeDependent: false, unfed: false, named: true });
    return Promise.resolve({ data: { incident: { id: '09-a' } } });
  };
  const [one, two] = [comes('one'), comes('two')];
  await Promise.all([told(one), told(one), told(two), told(two)]);
  expect(named).toEqual(['one', 'two']);
});

test('a frame from which a silent service is missing is for those who waited for it', async () => {
  const [there, slow] = [comes(), comes('slow')];
  const error = {
    message: 'silent',
    extensions: { code: 'SERVICE_UNAVAILABLE', correlationId: 'c' },
  } as const;
  instead = () => Promise.resolve({ data: { incident: null }, errors: [error] });
  expect((await told(there)).incident).toBeNull();
  instead = undefined;
  expect((await told(slow)).incident).toMatchObject({ id: '09-a' });
});

test('a record is not told as gone while its service is silent', async () => {
  const error = {
    message: 'silent',
    extensions: { code: 'SERVICE_UNAVAILABLE', correlationId: 'c' },
  } as const;
  let asked = 0;
  instead = (...question) =>
    ++asked > ATTEMPTS_MAX
      ? asking(...question)
      : Promise.resolve({ data: { incident: null }, errors: [error] });
  const { body } = await comes('patient').changed(change, new AbortController().signal);
  expect(JSON.parse(body)).toMatchObject({ data: { incidentChanged: { incident: { id: '09-a' } } } });
  expect(body).not.toContain('SERVICE_UNAVAILABLE');
});

test('all frames that are kept hold together no more than they may', async () => {
  const there = comes();
  const point = 'x'.repeat(33 * 2 ** 20);
  instead = () => Promise.resolve({ data: { incident: { id: '09-a', point } } });
  const before = frames.evaluated();
  for (const position of [11, 12, 11]) await there.changed({ ...change, position }, NOBODY_WAITS);
  expect(frames.evaluated()).toBe(before + 3);
});
