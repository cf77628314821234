import { execute, type ExecutionResult, type GraphQLError, parse } from 'graphql';
import { type Context, formatted, type ResolverMap, ServiceError } from '@proximidad/edge';
import { NO_DATE_TIME, verbatim } from '@proximidad/refusals';
import { executor, subgraphSchema } from './execution.ts';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  enum Priority { HIGH LOW }
  interface Noted { at: DateTime! }
  type Call implements Noted @key(fields: "id") { id: ID! at: DateTime! number(masked: Boolean = true): String priority: Priority! next(first: Int = 2): [Call!]! unit: Unit must: String! slow: Int gone: String! also: String! }
  type Unit implements Noted @key(fields: "id") { id: ID! at: DateTime! code: String }
  union Either = Call | Unit
  input Wish { first: Int = 2 priority: Priority codes: [String!] since: DateTime parts: [Part!] }
  input Part { since: DateTime }
  type Query { calls(wish: Wish, since: DateTime): [Call!]! either: [Either]! noted: [Noted!]! nothing: Call refused: Call echo(text: String): String }
`;
const AT = '2026-03-04T05:06:07-06:00';
const call = (n: number) => ({ id: `call-${n}`, at: AT, n, priority: n % 2 ? 'HIGH' : 'LOW' });
const unit = { __typename: 'Unit', id: 'unit-1', at: AT, code: null };
const resolvers = {
  Query: {
    calls: (_: unknown, { wish }: { readonly wish?: { readonly first: number } }) =>
      Array.from({ length: wish?.first ?? 1 }, (_one, n) => call(n)),
    either: () => [{ __typename: 'Call', ...call(1) }, unit, null],
    noted: async () => Promise.resolve([unit]),
    nothing: () => null,
    refused: () => {
      throw new ServiceError('NOT_READY', verbatim('not read so far'));
    },
    echo: (_: unknown, { text }: { readonly text?: string | null }) =>
      text === undefined ? 'left out' : text,
  },
  Call: {
    number: ({ n }: { readonly n: number }, { masked }: { readonly masked: boolean }) =>
      masked ? '***' : `${n}`,
    next: ({ n }: { readonly n: number }, { first }: { readonly first: number }) =>
      Array.from({ length: first }, (_one, k) => call(n + k + 1)),
    unit: ({ n }: { readonly n: number }) => (n % 2 ? unit : null),
    must: ({ n }: { readonly n: number }) => (n === 1 ? null : 'is there'),
    gone: () => {
      throw new ServiceError('FORBIDDEN', verbatim('not for the role'));
    },
    also: async () => Promise.reject(new ServiceError('NOT_READY', verbatim('not read so far'))),
    slow: ({ n }: { readonly n: number }) => Promise.reject(new Error(`call ${n} has none`)),
    __resolveReference: ({ id }: { readonly id: string }) =>
      id === 'call-404' ? null : call(Number(id.slice('call-'.length))),
  },
} as unknown as ResolverMap;

const formatting = { service: 'calls', correlationId: 'c', language: 'en' } as const;
/** The path and the code of an error: the wording for a value that does not fit is the library's. */
function codeOf(error: GraphQLError): string {
  const { path = [], extensions = {} } = formatted(error, formatting).answer;
  return `${path.join('.')} ${String(extensions['code'])}`;
}

const ASKED: [query: string, variables?: Readonly<Record<string, unknown>>][] = [
  ['{ calls { id at priority number other: number(masked: false) unit { code } } }'],
  ['{ calls(wish: { first: 3 }) { ...more next(first: 1) { ...more } } } fragment more on Call { id must }'],
  ['{ calls(wish: { first: 2 }) { id slow } nothing { id } refused { id } }'],
  ['{ nothing { id } refused { id } }'],
  [
    'query ($full: Boolean!) { calls { id number @include(if: $full) priority @skip(if: $full) } }',
    { full: true },
  ],
  ['query ($wish: Wish) { calls(wish: $wish) { id } }', { wish: { priority: 'LOW', codes: ['A'] } }],
  ['query ($since: DateTime) { calls(since: $since) { id } }', { since: AT }],
  ['query ($text: String) { echo(text: $text) }', {}],
  ['query ($text: String) { echo(text: $text) }', { text: null }],
  ['query ($text: String = "usual") { echo(text: $text) }', {}],
  [
    '{ either { __typename ... on Call { id } ... on Unit { code } ... on Noted { at } } noted { __typename at } }',
  ],
  [
    'query ($these: [_Any!]!) { _entities(representations: $these) { ... on Call { id unit { id } } } }',
    {
      these: [
        { __typename: 'Call', id: 'call-3' },
        { __typename: 'Call', id: 'call-404' },
      ],
    },
  ],
  // A value that does not fit is reported, whichever way the operation is executed.
  ['query ($wish: Wish) { calls(wish: $wish) { id } }', { wish: { first: 'three' } }],
  ['query ($since: DateTime) { calls(since: $since) { id } }', { since: 'yesterday' }],
  ['query ($full: Boolean!) { calls { id @include(if: $full) } }', {}],
];

async function told({ data, errors }: ExecutionResult) {
  return {
    data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
    errors: errors?.map((error) => codeOf(error)).sort(),
  };
}

test.each(ASKED)(
  'what is compiled answers as the library of the standard: %s',
  async (query, variables = {}) => {
    const schema = subgraphSchema(SDL, resolvers);
    const contextValue = {} as Context;
    const compiled = executor(schema);
    const standard = await execute({
      schema,
      document: parse(query),
      contextValue,
      variableValues: variables,
    });
    for (let time = 0; time < 2; time++)
      expect(await told(await compiled({ query, variables }, contextValue))).toEqual(await told(standard));
  },
);

test.each([
  ['gone must also', ['calls.0.gone FORBIDDEN']],
  ['slow gone', ['calls.0.gone FORBIDDEN', 'calls.0.slow INTERNAL', 'calls.1.slow INTERNAL']],
  // The reference library would stop before the second one.
  ['gone slow', ['calls.0.gone FORBIDDEN', 'calls.0.slow INTERNAL', 'calls.1.slow INTERNAL']],
])(
  'each time the same is told of what is null because a part of it is refused: %s',
  async (fields, errors) => {
    const compiled = executor(subgraphSchema(SDL, resolvers));
    const query = `{ calls(wish: { first: 2 }) { ${fields} } }`;
    for (let time = 0; time < 2; time++)
      expect(await told(await compiled({ query, variables: {} }, {} as Context))).toEqual({
        data: null,
        errors,
      });
  },
);

test.each([
  ['in the document', '{ calls(since: "2026-02-29T00:00:00Z") { id } }', {}],
  [
    'as what a variable usually is',
    'query ($then: DateTime = "2026-02-29T00:00:00Z") { calls(since: $then) { id } }',
    {},
  ],
  [
    'in a variable',
    'query ($since: DateTime) { calls(since: $since) { id } }',
    { since: '2026-02-29T00:00:00Z' },
  ],
])('of a day that there is not %s the reason is told, and the value is not', async (_, query, variables) => {
  const run = executor(subgraphSchema(SDL, resolvers));
  const error: unknown = await run({ query, variables }, {} as Context).then(
    ({ errors }) => errors![0]!.originalError,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'BAD_USER_INPUT', said: NO_DATE_TIME });
});
