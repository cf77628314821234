import { randomUUID } from 'node:crypto';

/** What a malicious client may send, and how it is answered. */
export interface Hostile {
  readonly name: string;
  readonly request: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };
  /** The query string of `/graphql`. */
  readonly search?: string;
  readonly status: number;
  /** `extensions.code` of the first error; absent where the answer is no GraphQL. */
  readonly code?: string;
  /** `extensions.limit` of it. */
  readonly limit?: string;
}

const times = (n: number, part: (i: number) => string, by = ' ') =>
  Array.from({ length: n }, (_, i) => part(i)).join(by);

const json = (body: unknown, headers: Readonly<Record<string, string>> = {}): Hostile['request'] => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const query = (name: string, text: string, code: string, limit?: string): Hostile => ({
  ...{ name, request: json({ query: text }), status: 200, code },
  ...(limit !== undefined && { limit }),
});
const revoking = () =>
  `mutation { revokeAccess(input: { commandId: "${randomUUID()}", subject: "dev:auditor", reason: MISUSE }) { __typename } }`;

/** Each fragment spreads the next one twice. */
const doubling = (levels: number) =>
  [
    '{ courses { ...F0 } }',
    times(levels, (i) => `fragment F${i} on CourseConnection { ...F${i + 1} ...F${i + 1} }`),
    `fragment F${levels} on CourseConnection { pageInfo { hasNextPage } }`,
  ].join(' ');
const nested = (levels: number): string =>
  levels === 0 ? 'id' : `beat { openIncidents(first: 100) { edges { node { ${nested(levels - 1)} } } } }`;

/** The thirteen attacks of graphql-cop 1.15. */
export const GRAPHQL_COP: readonly Hostile[] = [
  query('alias overloading', `{ ${times(101, (i) => `a${i}: __typename`)} }`, 'LIMIT_EXCEEDED', 'aliases'),
  {
    ...{ name: 'batches', status: 400, code: 'BAD_USER_INPUT' },
    request: json(Array.from({ length: 10 }, () => ({ query: '{ __typename }' }))),
  },
  query('directive overloading', `{ __typename ${times(10, () => '@aa')} }`, 'BAD_USER_INPUT'),
  query(
    'circular introspection',
    `{ __schema { types { ${times(6, () => 'fields { type {')} name ${times(6, () => '} }')} } } }`,
    'BAD_USER_INPUT',
  ),
  query('field duplication', `{ ${times(2_100, () => '__typename')} }`, 'LIMIT_EXCEEDED', 'tokens'),
  // Anyone with a token may read the schema: a suggestion reveals nothing more.
  query('field suggestions', '{ nationalPictur { asOf } }', 'BAD_USER_INPUT'),
  {
    name: 'an unfinished question by GET',
    request: { headers: { accept: 'application/json' } },
    search: '?query={__typename',
    status: 200,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a mutation by GET',
    request: {},
    search: `?query=${encodeURIComponent(revoking())}`,
    status: 405,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a form of another site',
    request: {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `query=${encodeURIComponent(revoking())}`,
    },
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'tracing that is asked for',
    request: json({ query: '{ __typenam }', extensions: { tracing: true } }),
    status: 200,
    code: 'BAD_USER_INPUT',
  },
  query('an unhandled error', 'abc', 'BAD_USER_INPUT'),
  { name: 'a method that there is not', request: { method: 'DELETE' }, status: 405 },
  {
    name: 'a GET that accepts an event stream',
    request: { headers: { accept: 'text/event-stream' } },
    search: `?query=${encodeURIComponent(revoking())}`,
    status: 405,
    code: 'BAD_USER_INPUT',
  },
];

/** What the reviews sent, and what else we could think of. */
export const OURS: readonly Hostile[] = [
  query(
    'R6: pages within pages',
    `{ incidents(first: 100) { edges { node { ${nested(2)} } } } }`,
    'LIMIT_EXCEEDED',
    'cost',
  ),
  query('R7: fragments that double', doubling(40), 'LIMIT_EXCEEDED', 'selections'),
  query(
    'fragments in a circle',
    '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    'BAD_USER_INPUT',
  ),
  query(
    'a deep question',
    `{ ${times(40, () => '__schema { types { fields { type {')} name ${times(40, () => '} } } }')} }`,
    'BAD_USER_INPUT',
  ),
  query(
    'many roots',
    `{ ${times(21, (i) => `r${i}: entity(code: "09") { name }`)} }`,
    'LIMIT_EXCEEDED',
    'rootFields',
  ),
  query('a page of a million', '{ incidents(first: 1000000) { totalCount } }', 'LIMIT_EXCEEDED', 'first'),
  query('a page of less than nothing', '{ incidents(first: -1) { totalCount } }', 'BAD_USER_INPUT'),
  query(
    'a number beyond all',
    '{ incidents(first: 99999999999999999999) { totalCount } }',
    'LIMIT_EXCEEDED',
    'first',
  ),
  query('an alias that no object can hold', '{ __proto__: entity(code: "09") { name } }', 'BAD_USER_INPUT'),
  query('braces without end', '{'.repeat(1_900), 'BAD_USER_INPUT'),
  query(
    'lists without end',
    `{ incidents(status: ${'['.repeat(900)}${']'.repeat(900)}) { totalCount } }`,
    'BAD_USER_INPUT',
  ),
  query(
    'no service’s own entities',
    '{ _entities(representations: [{ __typename: "Incident", id: "09" }]) { __typename } }',
    'BAD_USER_INPUT',
  ),
  query(
    'a cursor that nobody signed',
    '{ incidents(after: "c1.bm9uc2Vuc2U") { totalCount } }',
    'BAD_USER_INPUT',
  ),
  query(
    'a position of no log',
    '{ nationalPicture { asOf } incidents { totalCount } }\n'.replace(
      '{ nat',
      'query @asOf(position: "p1.x") { nat',
    ),
    'BAD_USER_INPUT',
  ),
  query(
    'a moment that is no text',
    '{ changesBetween(from: { position: "p1.x" }, entity: "09") { incidents(first: 1) { totalCount } } }',
    'BAD_USER_INPUT',
  ),
  query(
    'a replay from a number',
    '{ replayFrames(entity: "09", from: 5) { edges { cursor } } }',
    'BAD_USER_INPUT',
  ),
  {
    name: 'a search longer than any name',
    request: json({
      query: 'query ($search: String) { municipalities(search: $search) { totalCount } }',
      variables: { search: '\ufdfa'.repeat(40_000) },
    }),
    status: 200,
  },
  {
    name: 'R24: two megabytes',
    request: json({ query: '{ __typename }', variables: { fill: 'x'.repeat(2_000_000) } }),
    status: 413,
    code: 'LIMIT_EXCEEDED',
  },
  { name: 'no JSON', request: json('{"query": "{ __typename }"'), status: 400, code: 'BAD_USER_INPUT' },
  { name: 'JSON without end', request: json('['.repeat(100_000)), status: 400, code: 'BAD_USER_INPUT' },
  {
    name: 'a query that is no text',
    request: json({ query: { $gt: '' } }),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'variables that are a list',
    request: json({ query: '{ __typename }', variables: [1] }),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a body in another encoding',
    request: json('{}', { 'content-encoding': 'gzip' }),
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'letters in another encoding than is told',
    request: {
      ...json({}),
      body: Buffer.from(JSON.stringify({ query: '{ entities(search: "México") { totalCount } }' }), 'latin1'),
    },
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'R24: a forged token',
    request: json({ query: '{ __typename }' }, { authorization: 'Bearer a.b.c' }),
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'R24: another origin',
    request: json(
      { query: 'subscription { incidentChanged { id } }' },
      { origin: 'https://elsewhere.example', accept: 'text/event-stream' },
    ),
    status: 403,
  },
  {
    name: 'a purpose that is none',
    request: json({ query: '{ __typename }' }, { 'x-purpose': 'CURIOSITY' }),
    status: 403,
    code: 'FORBIDDEN',
  },
];
