import { buildSubgraphSchema } from '@apollo/subgraph';
import { runs } from '@proximidad/testing/sizes';
import fc from 'fast-check';
import { graphql, GraphQLError, parse } from 'graphql';
import { localSubgraph } from '../subgraphs/local-subgraph.ts';
import type { Subgraph, WireRequest } from '../subgraphs/wire.ts';
import { BEATS_SDL, INCIDENTS_SDL } from '../testing/subgraphs.ts';
import { trialGraph } from '../testing/trial-gateway.ts';
import { executor } from './executor.ts';

const LOG = '3d9e1b1e-1f0e-5c1a-9b53-0a1b2c3d4e5f';
const BROKEN = 'broken';

const beatOf = (id: string) => ({ id, code: id === BROKEN ? null : `B-${id}` });
const resolvers = {
  Query: {
    beats: (_: unknown, { first }: { first?: number }) => ['1', '2', '3'].slice(0, first ?? 3).map(beatOf),
    beat: (_: unknown, { id }: { id: string }) => (id === 'gone' ? null : beatOf(id)),
    position: () => 'p1',
    at() {
      throw new GraphQLError('Your role never has it.', { extensions: { code: 'FORBIDDEN' } });
    },
  },
  Beat: {
    __resolveReference: ({ id }: { id: string }) => beatOf(id),
    within: ({ id }: { id: string }) => (id === '3' ? null : beatOf('3')),
    openIncidents: ({ id }: { id: string }) => [{ id: `i${id}`, folio: `F-${id}` }],
  },
};

/** In this process: as one that is believed, or as one whose answers are held against the schema. */
function inProcess(name: string, sdl: string, believed: boolean): Subgraph {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const { isLocal, ...held } = localSubgraph(name, (entry) => {
    const { query, variables, operationName } = entry as WireRequest;
    return graphql({
      schema,
      source: query,
      variableValues: variables,
      operationName: operationName ?? null,
    });
  });
  return believed && isLocal ? { ...held, isLocal } : held;
}

const graph = trialGraph();
const executing = (believed: boolean) =>
  executor({
    graph,
    subgraphs: [inProcess('beats', BEATS_SDL, believed), inProcess('incidents', INCIDENTS_SDL, believed)],
    logId: () => LOG,
  });
const [believing, holding] = [executing(true), executing(false)];

const flags = fc.constantFrom(
  '',
  '',
  ...['@skip(if: $yes)', '@include(if: $yes)', '@skip(if: $no)', '@include(if: $no)'],
);
const selection = (fields: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...fields), flags), { minLength: 1, maxLength: 4 })
    .map((all) => all.map(([field, flag]) => field.replace('?', flag)).join(' '));
/** One name never stands for two fields. */
const LEAVES = ['id?', 'code?', 'called: code?'];
const within = selection(LEAVES).map((body) => `within { ${body} } ...Known ... on Beat ? { ${body} }`);
const beat = fc
  .tuple(selection([...LEAVES, '__typename?', 'openIncidents? { folio }']), within, flags, fc.nat(3))
  .map(([own, inner, flag, which]) => [own, `${own} ${inner.replace('?', flag)}`][which % 2]!);
const roots = fc
  .tuple(flags, beat)
  .chain(([flag, body]) =>
    fc.constantFrom(
      `beats(first: $first) ${flag} { ${body} }`,
      `one: beat(id: "1") ${flag} { ${body} }`,
      `gone: beat(id: "gone") ${flag} { ${body} }`,
      `broken: beat(id: "${BROKEN}") ${flag} { ${body} }`,
      ...['position', 'at', 'incidentCount'].map((field) => `${field} ${flag}`),
    ),
  );
const operations = fc.array(roots, { minLength: 1, maxLength: 3 }).map((fields) => {
  const body = fields.join('\n');
  const declared = ['$first: Int = 2', '$yes: Boolean = true', '$no: Boolean!'].filter((each) =>
    body.includes(each.split(':')[0]!),
  );
  const fragment = body.includes('...Known') ? 'fragment Known on Beat { code within { id code } }' : '';
  return `query ${declared.length > 0 ? `(${declared.join(', ')})` : ''} { ${body} } ${fragment}`;
});

test('whatever is asked, a service whose answers are believed is answered for as one whose answers are held against the schema', async () => {
  const asIs = { whole: 0, faulty: 0 };
  await fc.assert(
    fc.asyncProperty(operations, async (query) => {
      const prepared = graph.prepare(query, undefined);
      if ('errors' in prepared || prepared.kind !== 'query') throw new TypeError(query);
      const { values } = graph.variables(prepared, query.includes('$no') ? { no: false } : {}) as {
        values: Record<string, unknown>;
      };
      const input = { correlationId: 'c-1', traceparent: undefined, variables: values };
      const [believed, held] = await Promise.all(
        [believing, holding].map((each) =>
          each.execute(prepared, { ...input, passport: () => Promise.resolve('passport') }),
        ),
      );
      const said = ({ data, errors }: Awaited<ReturnType<typeof believing.execute>>) =>
        JSON.stringify({ data, errors });
      expect(said(believed!)).toBe(said(held!));
      if (prepared.whole) asIs[believed!.errors ? 'faulty' : 'whole']++;
    }),
    runs(500),
  );
  expect(asIs.whole).toBeGreaterThan(0);
  expect(asIs.faulty).toBeGreaterThan(0);
});
