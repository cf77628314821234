import fc from 'fast-check';
import { getOperationAST, type GraphQLError, parse } from 'graphql';
import { trialGateway, trialGraph } from '../testing/trial-gateway.ts';
import { ALIASES_MAX, DEPTH_MAX, measure, PAGE_SIZE_MAX, ROOT_FIELDS_MAX, TOKENS_MAX } from './limits.ts';

const graph = trialGraph();

const limitOf = (query: string): unknown => {
  const prepared = graph.prepare(query, undefined);
  return 'errors' in prepared ? named(prepared.errors) : undefined;
};
const named = ([first]: readonly GraphQLError[]) => first?.extensions['limit'] ?? first?.message;

/** `within` nested so that the whole query has this many levels. */
const deep = (levels: number) =>
  `{ beat(id: "1") { ${'within { '.repeat(levels - 2)} id ${'} '.repeat(levels - 2)} } }`;
const times = (n: number, part: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => part(i)).join(' ');

test.each([
  ['depth', deep(DEPTH_MAX), deep(DEPTH_MAX + 1)],
  [
    'aliases',
    `{ beats { ${times(ALIASES_MAX, (i) => `a${i}: id`)} } }`,
    `{ beats { ${times(ALIASES_MAX + 1, (i) => `a${i}: id`)} } }`,
  ],
  [
    'aliases',
    `{ beats { ...F within { ...F } } } fragment F on Beat { ${times(ALIASES_MAX / 2, (i) => `a${i}: id`)} }`,
    `{ beats { ...F within { ...F } } } fragment F on Beat { ${times(ALIASES_MAX / 2 + 1, (i) => `a${i}: id`)} }`,
  ],
  [
    'rootFields',
    `{ ${times(ROOT_FIELDS_MAX, () => 'incidentCount')} }`,
    `{ ${times(ROOT_FIELDS_MAX + 1, () => 'incidentCount')} }`,
  ],
  ['first', `{ beats(first: ${PAGE_SIZE_MAX}) { id } }`, `{ beats(first: ${PAGE_SIZE_MAX + 1}) { id } }`],
])('%s: the largest that is allowed passes, the next is refused', (limit, allowed, beyond) => {
  expect(limitOf(allowed)).toBeUndefined();
  expect(limitOf(beyond)).toBe(limit);
});

test('a document of more tokens than the limit is not read to its end', () => {
  expect(limitOf(`{ beats { ${'id '.repeat(TOKENS_MAX)} } }`)).toBe('tokens');
  expect(limitOf(`{ beats { ${'id '.repeat(TOKENS_MAX / 10)} } }`)).toBeUndefined();
});

test('a page size given by variable is held to the same limit, its default too', async () => {
  const running = await trialGateway();
  try {
    const query = `query ($n: Int = ${PAGE_SIZE_MAX + 1}) { beats { openIncidents(first: $n) { id } } }`;
    const prepared = running.graph.prepare(query, undefined);
    if ('errors' in prepared) throw prepared.errors[0]!;
    const { graph: planned } = running;
    expect(planned.variables(prepared, { n: PAGE_SIZE_MAX })).toMatchObject({ values: { n: PAGE_SIZE_MAX } });
    expect(planned.variables(prepared, { n: PAGE_SIZE_MAX + 1 })).toMatchObject({
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'first' } }],
    });
    expect(planned.variables(prepared, {})).toHaveProperty('errors');
  } finally {
    await running.close();
  }
});

test('fragments that spread themselves or each other many times are weighed without being walked', () => {
  const chain = times(60, (i) => `fragment F${i} on Beat { within { ...F${i + 1} ...F${i + 1} } }`);
  const query = `{ beats { ...F0 } } ${chain} fragment F60 on Beat { id }`;
  const cyclic =
    '{ beats { ...A } } fragment A on Beat { within { ...B } } fragment B on Beat { within { ...A } }';
  expect(limitOf(query)).toBe('depth');
  expect(limitOf(cyclic)).toMatch(/Cannot spread fragment/);
});

test('writing a selection inside a fragment never makes it look smaller', () => {
  const selection = fc.letrec((tie) => ({
    field: fc.oneof(
      { depthSize: 'small' },
      fc.constant('id'),
      fc.constant('a: id'),
      fc
        .array(tie('field'), { minLength: 1, maxLength: 3 })
        .map((fields) => `within { ${fields.join(' ')} }`),
    ),
  })).field;
  fc.assert(
    fc.property(fc.array(selection, { minLength: 1, maxLength: 25 }), (fields) => {
      const body = fields.join(' ');
      const plain = verdict(`{ beats { ${body} } }`);
      const spread = verdict(`{ beats { ...F } } fragment F on Beat { ${body} }`);
      expect(spread).toBe(plain);
    }),
  );
});

function verdict(query: string): unknown {
  const document = parse(query);
  return measure(document, getOperationAST(document)!).error?.message;
}
