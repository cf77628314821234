import { openFairLimiter } from '@proximidad/cost';
import { getNamedType, isObjectType } from 'graphql';
import { committed, subgraphSchemas } from '../compose.ts';
import { executor } from '../execution/executor.ts';
import { graph } from '../planning/graph.ts';
import { watchedBy } from '../planning/watched.ts';
import { remoteSubgraph } from '../subgraphs/remote-subgraph.ts';
import { trialSubgraph } from '../testing/subgraphs.ts';
import { askingAs } from './asking.ts';
import { openFrames } from './frames.ts';

/* Every subscription to changes, by the schema that is served, with the record itself selected. */

/** What is told is told at once. */
const NOBODY_WAITS = AbortSignal.abort();
const LOG = '3d9e1b1e-1f0e-5c1a-9b53-0a1b2c3d4e5f';
const KEY = '09-00000000-0000-5000-8000-000000000001';
/** What the columns of a feed hold, whichever names its record. */
const COLUMNS = { entity: '09', code: 'auth-09-ssc', profileId: 'mx-mnpjc-proximidad', version: 3 };
const RECORD: Readonly<Record<string, unknown>> = { id: KEY, ...COLUMNS };
/** Answers with the record when it is asked for by what the record has, and with nothing else. */
const answerer = (_: unknown, args: Readonly<Record<string, unknown>>) =>
  Object.entries(args).every(([name, value]) => RECORD[name] === value) ? RECORD : null;

const composed = graph(committed().supergraph);
const { schema } = composed;
const queries = schema.getQueryType()!.getFields();
const single = Object.keys(queries).filter((name) => isObjectType(queries[name]!.type));
const services = await Promise.all(
  subgraphSchemas().map(async ({ name, sdl }) => {
    const own = single.filter((query) => new RegExp(`^  ${query}\\b`, 'm').test(sdl));
    const Query = Object.fromEntries(own.map((query) => [query, answerer]));
    const service = await trialSubgraph({ sdl, resolvers: { Query } });
    return { service, subgraph: remoteSubgraph(name, service.url) };
  }),
);
afterAll(() => Promise.all(services.flatMap(({ service, subgraph }) => [subgraph.close(), service.close()])));

const frames = openFrames({
  asking: askingAs({
    executor: executor({
      graph: composed,
      subgraphs: services.map(({ subgraph }) => subgraph),
      logId: () => LOG,
    }),
    passportOf: () => Promise.resolve('passport'),
    freshnessOfEntities: () => [],
    evaluations: openFairLimiter({ atATime: 8, perKey: 8 }),
  }),
  ...{ logId: LOG, now: Date.now },
});

const subscriptions = Object.values(schema.getSubscriptionType()!.getFields()).filter(({ name }) =>
  name.endsWith('Changed'),
);

const viewerOf = (owner: string) => ({
  ...{ variables: {}, owner },
  rights: { role: 'commander', entity: '09', purpose: 'SUPERVISION' } as const,
});

test.each(subscriptions.map(({ name, type: payload }) => ({ name, payload })))(
  '$name shows the record that changed',
  async ({ name, payload: told }) => {
    const payload = getNamedType(told);
    if (!isObjectType(payload)) throw new TypeError('no object');
    const record = Object.values(payload.getFields()).find(
      (field) => isObjectType(field.type) && field.name !== 'lagged',
    )!;
    const query = `subscription { ${name} { kind id ${record.name} { id } again: ${record.name} { id } } }`;
    const prepared = composed.prepare(query, undefined);
    if (!('kind' in prepared)) throw new TypeError(prepared.errors.join(' '));
    if (prepared.kind !== 'subscription') throw new TypeError(prepared.kind);
    const { type } = watchedBy(name)!;
    for (const [position, sides] of [{ after: COLUMNS }, { before: COLUMNS }].entries()) {
      const change = { type, key: KEY, position, ...sides };
      const { body } = await frames.of(prepared, viewerOf('dev:commander-09')).changed(change, NOBODY_WAITS);
      const { data, errors } = JSON.parse(body) as { data: object; errors?: unknown };
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({ [name]: { id: KEY, [record.name]: { id: KEY }, again: { id: KEY } } });
    }
  },
);

test('whom sealed data were opened to past the task is noted for each who is shown it', async () => {
  const prepared = composed.prepare('subscription { brokenGlassChanged { brokenGlass { id } } }', undefined);
  if (!('kind' in prepared) || prepared.kind !== 'subscription') throw new TypeError('no subscription');
  const change = { type: 'BrokenGlass', key: KEY, position: 7, after: COLUMNS };
  const [mine, theirs] = ['dev:commander-09', 'dev:deputy-09'].map((owner) =>
    frames.of(prepared, viewerOf(owner)),
  );
  const before = frames.evaluated();
  await Promise.all([
    mine!.changed(change, NOBODY_WAITS),
    mine!.changed(change, NOBODY_WAITS),
    theirs!.changed(change, NOBODY_WAITS),
  ]);
  expect(frames.evaluated()).toBe(before + 2);
});
