import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { type Cost, costOf } from './cost.ts';
import { weightsOf } from './weights.ts';

const schema = buildSchema(`
  directive @cost(weight: Int!) on FIELD_DEFINITION | ARGUMENT_DEFINITION
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
  scalar _Any
  union _Entity = Beat
  type Query {
    _entities(representations: [_Any!]!): [_Entity]!
    beats(first: Int = 20): BeatConnection
      @listSize(slicingArguments: ["first"], sizedFields: ["edges"], assumedSize: 20)
    beat: Beat
    newest(count: Int!): [Beat!]! @listSize(slicingArguments: ["count"])
    heavy: Beat @cost(weight: 1000)
    fixed: [Beat!]! @listSize(assumedSize: 7)
  }
  type BeatConnection { totalCount: Int @cost(weight: 5) edges: [BeatEdge!]! pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! }
  type BeatEdge { node: Beat! }
  type Beat { id: ID code: String near: [Beat!]! past(validAt: String @cost(weight: 500)): Beat }
`);
const weights = weightsOf(schema);

function priced(text: string): Cost {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return costOf(schema, weights, document, getOperationAST(document)!);
}

const cost = (text: string, variables = {}) => priced(text)(variables);

test('an operation costs an object for each that it may answer', () => {
  expect(cost('{ beat { id code } }')).toBe(1);
  expect(cost('{ beat { near { id } } }')).toBe(11);
  // The connection, and for each edge the edge itself and its node.
  expect(cost('{ beats(first: 100) { edges { node { id } } } }')).toBe(201);
  expect(cost('{ beats(first: 3) { totalCount pageInfo { hasNextPage } edges { node { id } } } }')).toBe(13);
  expect(cost('{ beats { edges { node { near { near { id } } } } } }')).toBe(1 + 20 * (2 + 10 * 11));
});

test('what a variable asks for is what it costs', () => {
  const query = 'query ($n: Int) { beats(first: $n) { edges { node { id } } } }';
  const asked = priced(query);
  expect([1, 50, 1].map((n) => asked({ n }))).toEqual([3, 101, 3]);
  expect(cost(query, {})).toBe(41);
  expect(cost(query.replace('$n: Int', '$n: Int = 100'), {})).toBe(201);
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
  expect([{}, { at: null }, { at: '2026' }, {}].map(priced(query))).toEqual([2, 2, 502, 2]);
});

test('what the directives of the schema say is what a field costs', () => {
  expect(cost('{ heavy { id } }')).toBe(1_001);
  expect(cost('{ fixed { id } }')).toBe(7);
  expect(cost('{ newest(count: 4) { near { id } } }')).toBe(44);
});

test('the schema about itself costs little, and __typename nothing', () => {
  expect(cost('{ __typename __schema { types { fields { type { name } } } } }')).toBe(100);
});

test('records that are asked for by their keys cost as many as there are keys', () => {
  const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Beat { near { id } } } }';
  expect([0, 1, 300].map((n) => cost(query, { of: Array.from({ length: n }, () => ({})) }))).toEqual([
    0, 11, 3_300,
  ]);
});
