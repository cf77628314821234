import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { costOf } from './cost.ts';
import { weightsOf } from './weights.ts';

const schema = buildSchema(`
  directive @cost(weight: Int!) on FIELD_DEFINITION
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
  type Query {
    beats(first: Int = 20): BeatConnection
    beat: Beat
    newest(count: Int!): [Beat!]! @listSize(slicingArguments: ["count"])
    heavy: Beat @cost(weight: 1000)
    fixed: [Beat!]! @listSize(assumedSize: 7)
  }
  type BeatConnection { totalCount: Int edges: [BeatEdge!]! pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! }
  type BeatEdge { node: Beat! }
  type Beat { id: ID code: String near: [Beat!]! past(validAt: String): Beat }
`);
const weights = weightsOf(schema, {
  'Beat.past': { arguments: { validAt: 500 } },
  'Query.heavy': { weight: 1 },
});

function cost(text: string, variables = {}): number {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return costOf(schema, weights, document, getOperationAST(document)!)(variables);
}

test('an operation costs an object for each that it may answer', () => {
  expect(cost('{ beat { id code } }')).toBe(1);
  expect(cost('{ beat { near { id } } }')).toBe(11);
  // The connection, and of each edge itself and its node.
  expect(cost('{ beats(first: 100) { edges { node { id } } } }')).toBe(201);
  expect(cost('{ beats(first: 3) { totalCount pageInfo { hasNextPage } edges { node { id } } } }')).toBe(13);
  expect(cost('{ beats { edges { node { near { near { id } } } } } }')).toBe(1 + 20 * (2 + 10 * 11));
});

test('what a variable asks for is what it costs', () => {
  const query = 'query ($n: Int) { beats(first: $n) { edges { node { id } } } }';
  expect([1, 50].map((n) => cost(query, { n }))).toEqual([3, 101]);
  expect(cost(query, {})).toBe(41);
});

test('aliases and fragments cost each time', () => {
  expect(cost('{ a: beat { id } b: beat { id } }')).toBe(2);
  expect(
    cost(`{ beats(first: 10) { ...Edges ... on BeatConnection { edges { node { ...Near } } } } }
      fragment Edges on BeatConnection { edges { node { ...Near } } }
      fragment Near on Beat { near { id } }`),
  ).toBe(1 + 2 * 10 * 12);
});

test('what is costly by an argument costs when the argument is given', () => {
  expect(cost('{ beat { past { id } } }')).toBe(2);
  expect(cost('{ beat { past(validAt: "2026") { id } } }')).toBe(502);
  const query = 'query ($at: String) { beat { past(validAt: $at) { id } } }';
  expect([cost(query, {}), cost(query, { at: null }), cost(query, { at: '2026' })]).toEqual([2, 2, 502]);
});

test('the directives of the schema go before what is known here', () => {
  expect(cost('{ heavy { id } }')).toBe(1_001);
  expect(cost('{ fixed { id } }')).toBe(7);
  expect(cost('{ newest(count: 4) { near { id } } }')).toBe(44);
});

test('the schema about itself costs little, and __typename nothing', () => {
  expect(cost('{ __typename __schema { types { fields { type { name } } } } }')).toBe(100);
});
