import { compose } from '../compose.ts';
import { executor } from '../execution/executor.ts';
import { graph, type PreparedSubscription } from '../planning/graph.ts';
import { remoteSubgraph } from '../subgraphs/remote-subgraph.ts';
import { trialSubgraph } from '../testing/subgraphs.ts';
import { askingAs } from './asking.ts';
import { openFrames } from './frames.ts';
import { openFairLimiter } from '@proximidad/cost';

const LOG = '3d9e1b1e-1f0e-5c1a-9b53-0a1b2c3d4e5f';
const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { incident(id: ID!): Incident }
  enum IncidentStatus { REPORTED CLOSED }
  type Incident @key(fields: "id") { id: ID! folio: String status: IncidentStatus }
`;

const service = await trialSubgraph({
  sdl: SDL,
  resolvers: {
    Query: { incident: (_: unknown, { id }: { id: string }) => ({ id, folio: `F-${id}` }) },
    Incident: {
      status() {
        throw new Error('nobody knows');
      },
    },
  },
});
const subgraph = remoteSubgraph('incidents', service.url);
const composed = graph(compose([{ name: 'incidents', sdl: SDL }]).supergraph);
const frames = openFrames({
  asking: askingAs({
    executor: executor({ graph: composed, subgraphs: [subgraph], logId: () => LOG }),
    passportOf: () => Promise.resolve('passport'),
    freshnessOfEntities: () => [],
    evaluations: openFairLimiter({ atATime: 8, perKey: 8 }),
  }),
  ...{ logId: LOG, now: Date.now },
});
afterAll(async () => {
  await subgraph.close();
  await service.close();
});

const OWNER = 'dev:operator-09';
const rights = { role: 'operator', entity: '09', purpose: 'DISPATCH' } as const;
const change = { type: 'Incident', key: '09-a', position: 7, after: { entity: '09', status: 'REPORTED' } };

function subscription(query: string): PreparedSubscription {
  const prepared = composed.prepare(query, undefined);
  if (!('kind' in prepared) || prepared.kind !== 'subscription') throw new TypeError('no subscription');
  return prepared;
}

async function shown(prepared: PreparedSubscription, variables: Record<string, unknown>): Promise<unknown> {
  const { body } = await frames.of(prepared, { variables, rights, owner: OWNER }).changed(change);
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
  const { body } = await frames.of(prepared, { variables: {}, rights, owner: 'viewer' }).changed(change);
  expect(JSON.parse(body)).toMatchObject({
    data: { c: { incident: { id: '09-a', s: null } } },
    errors: [{ path: ['c', 'incident', 's'] }],
  });
});

test('an error of a frame is told in the language of who watches', async () => {
  const prepared = subscription('subscription { incidentChanged { incident { id status } } }');
  const told = async (language: 'es' | 'en') => {
    const viewer = { variables: {}, rights, owner: 'viewer', language };
    const { body } = await frames.of(prepared, viewer).changed(change);
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
  for (const entity of ['09', null]) {
    expect(await shown(prepared, { entity })).toEqual({ kind: 'APPEARED', incident: { id: '09-a' } });
  }
  expect(frames.evaluated()).toBe(before + 1);
});
