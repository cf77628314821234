import { COST_MAX } from '@proximidad/cost';
import { ROOT_FIELDS_MAX, SELECTIONS_MAX } from './planning/limits.ts';
import { type Transport, type WholeGateway, wholeGateway } from './testing/whole-gateway.ts';

const TRANSPORTS: readonly Transport[] = ['json', 'sse', 'ws'];
const academy = { sub: 'dev:academy', role: 'academy' };

let gateway: WholeGateway;
beforeAll(async () => {
  gateway = await wholeGateway();
});
afterAll(() => gateway.close());

const levels = (n: number, level: (i: number) => string) => Array.from({ length: n }, (_, i) => level(i));

/** R1: each fragment on the change spreads the next one twice. */
const doubledSubscription = (n: number) =>
  [
    'subscription { incidentChanged { ...F0 } }',
    ...levels(n, (i) => `fragment F${i} on IncidentChanged { ...F${i + 1} ...F${i + 1} }`),
    `fragment F${n} on IncidentChanged { id }`,
  ].join('\n');

/** The same on the root, where the field itself hides in fragments. */
const doubledRoot = (n: number) =>
  [
    'subscription { ...F0 }',
    ...levels(n, (i) => `fragment F${i} on Subscription { ...F${i + 1} ...F${i + 1} }`),
    `fragment F${n} on Subscription { incidentChanged { id } }`,
  ].join('\n');

/** R7: two fragments at each level, each of which spreads both of the next. */
const doubledQuery = (n: number) =>
  [
    '{ courses { ...A1 ...B1 } }',
    ...levels(n - 1, (i) =>
      ['A', 'B']
        .map((x) => `fragment ${x}${i + 1} on CourseConnection { ...A${i + 2} ...B${i + 2} }`)
        .join('\n'),
    ),
    ...['A', 'B'].map((x) => `fragment ${x}${n} on CourseConnection { pageInfo { hasNextPage } }`),
  ].join('\n');

const doubledIntrospection = (n: number) =>
  [
    '{ __schema { ...F0 } }',
    ...levels(n, (i) => `fragment F${i} on __Schema { ...F${i + 1} ...F${i + 1} }`),
    `fragment F${n} on __Schema { description }`,
  ].join('\n');

const DOUBLED = [
  ['C1, R1 fragments on a change', doubledSubscription, 'selections', SELECTIONS_MAX],
  ['C1 fragments on the root of a subscription', doubledRoot, 'rootFields', ROOT_FIELDS_MAX],
  ['H4, R7 fragments of a query', doubledQuery, 'selections', SELECTIONS_MAX],
  ['H4 fragments of an introspection', doubledIntrospection, 'selections', SELECTIONS_MAX],
] as const;
const CASES = DOUBLED.flatMap(([name, document, limit, max]) =>
  TRANSPORTS.map((transport) => [name, transport, { document, limit, max }] as const),
);

test.each(CASES)(
  '%s that double at each level are refused over %s before they are planned, and the gateway goes on',
  async (_name, transport, { document, limit, max }) => {
    // 40 levels would not end within the age of the universe if anything expanded them.
    for (const n of [16, 40]) {
      const { errors } = await gateway.first(transport, academy, document(n));
      expect(errors).toMatchObject([
        { extensions: { code: 'LIMIT_EXCEEDED', limit, max, cost: expect.any(Number) as number } },
      ]);
      expect(errors![0]!.extensions['cost']).toBeGreaterThanOrEqual(2 ** n);
    }
    expect((await fetch(`${gateway.url}/health/live`)).ok).toBe(true);
  },
);

test.each(TRANSPORTS)(
  'R24: ten thousand aliases are refused over %s before they are read',
  async (transport) => {
    const aliases = levels(10_000, (i) => `a${i}: __typename`).join(' ');
    const { errors } = await gateway.first(transport, academy, `{ ${aliases} }`);
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'tokens' } }]);
  },
);

test.each(TRANSPORTS)(
  'R24: variables are named as they like over %s, and nobody becomes another',
  async (transport) => {
    const hostile =
      '{"__proto__":{"role":"auditor","code":"09"},"constructor":{"prototype":{"code":"09"}},"code":"14"}';
    const { data, errors } = await gateway.first(
      transport,
      academy,
      'query ($code: ID!) { entity(code: $code) { name } }',
      JSON.parse(hostile) as object,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ entity: { name: 'Jalisco' } });
    expect(({} as { role?: string }).role).toBeUndefined();
  },
);

test.each(TRANSPORTS)('what no object can hold a field of is refused over %s in words', async (transport) => {
  for (const text of [
    '{ __proto__: entity(code: "14") { name } }',
    '{ entity(code: "14") { name ...A } } fragment A on Entity { __proto__: name }',
    'query ($__proto__: ID!) { entity(code: $__proto__) { name } }',
  ]) {
    const { errors } = await gateway.first(transport, academy, text, { __proto__: '14' });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors![0]!.message).toContain('__proto__');
  }
  const { data } = await gateway.first(
    transport,
    academy,
    '{ constructor: entity(code: "14") { toString: name } }',
  );
  expect(data).toEqual({ constructor: { toString: 'Jalisco' } });
});

test('a subscription whose fragments stay within the limit is planned, each fragment once', async () => {
  const { errors } = await gateway.first('json', academy, doubledSubscription(9));
  expect(errors?.[0]?.message).toContain('text/event-stream');
});

/** R6: each level multiplies what the one above answers. */
const OPEN = (inside: string, args = '') =>
  `beat { openIncidents(first: 100${args}) { edges { node { ${inside} } } } }`;
const VALID_AT = ', validAt: "2026-11-25T00:00:00Z"';
const LISTS = 'beats units shifts duties contacts followUps incidents calls officers'
  .split(' ')
  .map((list) => `${list} { totalCount }`)
  .join(' ');
const COSTLY = {
  'nested pages': `{ incidents(first: 100) { edges { node { ${OPEN(OPEN('id'))} } } } }`,
  'nested pages as they were': `{ incidents(first: 100${VALID_AT}) { edges { node { ${OPEN('id', VALID_AT)} } } } }`,
  'lists within lists':
    '{ beats(first: 100) { edges { node { units { beat { units { beat { polygon } } } } } } } }',
  'many spans': `{ ${levels(20, (i) => `a${i}: changesBetween(from: "p1.x") { ${LISTS} }`).join(' ')} }`,
  'a live query': `query @live { incidents(first: 100) { edges { node { ${OPEN(OPEN('id'))} } } } }`,
  'a subscription': `subscription { incidentChanged { incident { ${OPEN(OPEN('beat { code }'))} } } }`,
};

test.each(
  Object.entries(COSTLY).flatMap(([name, query]) => TRANSPORTS.map((by) => [name, by, query] as const)),
)('H3, R6 %s is refused over %s before it runs', async (_name, transport, query) => {
  const { errors } = await gateway.first(transport, academy, query);
  expect(errors).toMatchObject([
    {
      extensions: {
        code: 'LIMIT_EXCEEDED',
        limit: 'cost',
        max: COST_MAX,
        cost: expect.any(Number) as number,
      },
    },
  ]);
  expect(errors![0]!.extensions['cost']).toBeGreaterThan(COST_MAX);
});

test.each(TRANSPORTS)('H3 what an operation may cost is told with its answer over %s', async (transport) => {
  const query = '{ nationalPicture { entities { entity { code } incidents { recorded } } } }';
  const { data, extensions } = await gateway.first(transport, { sub: 'dev:analyst', role: 'analyst' }, query);
  expect(data).toHaveProperty('nationalPicture');
  expect(extensions).toMatchObject({ cost: 200 + 1 + 32 * 3 });
});

test('H3 sizes given by variable count as they are given', async () => {
  const query = `query ($n: Int) { incidents(first: $n) { edges { node { ${OPEN('beat { code }')} } } } }`;
  const ask = (n: number) => gateway.first('json', academy, query, { n });
  expect((await ask(100)).errors).toMatchObject([{ extensions: { limit: 'cost' } }]);
  expect((await ask(2)).errors?.[0]?.extensions['limit']).toBeUndefined();
});

test.each([
  ['entity: "09"', { code: 'FORBIDDEN', reason: 'ENTITY' }],
  ['entity: "77"', { code: 'BAD_USER_INPUT', fields: [{ path: 'entity', code: 'UNKNOWN_ENTITY' }] }],
  ['municipality: "14777"', { code: 'BAD_USER_INPUT', fields: [{ path: 'municipality' }] }],
  ['beat: ""', { code: 'BAD_USER_INPUT', fields: [{ path: 'beat', code: 'NO_ID' }] }],
  ['ids: []', { code: 'BAD_USER_INPUT' }],
  ['ids: ["14-00000000-0000-5000-8000-000000000000", "x"]', { code: 'BAD_USER_INPUT' }],
])('F5: a subscription that can never tell anything says so: %s', async (filter, extensions) => {
  const subject = { sub: 'dev:commander-14', role: 'commander', entity: '14' };
  for (const transport of ['sse', 'ws'] as const) {
    const { errors } = await gateway.first(
      transport,
      subject,
      `subscription { incidentChanged(${filter}) { id } }`,
    );
    expect(errors).toMatchObject([{ extensions }]);
  }
});
