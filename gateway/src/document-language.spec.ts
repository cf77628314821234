import { sayOfDocument, withoutValues } from '@proximidad/refusals';
import { buildSchema, type GraphQLError, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';

const schema = buildSchema(`
  directive @level(of: Int!) on FIELD
  enum Kind { PATROL }
  input Place { lat: Float! }
  type Beat { id: ID! }
  type Unit { id: ID! beat: Beat }
  union Found = Beat | Unit
  type Query { unit(id: ID!, kind: Kind, near: Place, n: Int, text: String, is: Boolean): Unit beat: Beat found: Found }
  type Subscription { unitChanged: ID beatChanged: ID }
`);

const DOCUMENTS = [
  '{ beat',
  'type Query { id: ID }',
  'schema { query: Query }',
  'query A { beat { id } } query A { beat { id } }',
  '{ beat { id } } query A { beat { id } }',
  'subscription A { unitChanged beatChanged }',
  'subscription { unitChanged beatChanged }',
  'subscription A { __typename }',
  '{ ...A } fragment A on Gone { id }',
  '{ ...A } fragment A on Kind { id }',
  '{ ... on Kind { id } }',
  'query ($a: Unit) { beat { id } }',
  '{ beat }',
  '{ beat { id { id } } }',
  '{ gone }',
  '{ ...A ...A } fragment A on Query { beat { id } } fragment A on Query { beat { id } }',
  '{ ...A }',
  '{ beat { id } } fragment A on Query { beat { id } }',
  '{ ...A } fragment A on Beat { id }',
  '{ ... on Beat { id } }',
  '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  '{ ...A } fragment A on Query { ...A }',
  'query ($a: ID!, $a: ID!) { unit(id: $a) { id } }',
  '{ unit(id: $a) { id } }',
  'query A { unit(id: $a) { id } }',
  'query ($a: ID!) { beat { id } }',
  '{ beat @gone { id } }',
  'query @level(of: 1) { beat { id } }',
  '{ beat @level(of: 1) @level(of: 2) { id } }',
  '{ beat @level(of: 1, gone: 2) { id } }',
  '{ beat @level { id } }',
  '{ unit(id: "a", gone: 1) { id } }',
  '{ unit(id: "a", id: "b") { id } }',
  '{ unit { id } }',
  '{ unit(id: null) { id } }',
  '{ unit(id: { a: 1 }) { id } }',
  '{ unit(id: "a", kind: GONE) { id } }',
  '{ unit(id: "a", kind: "PATROL") { id } }',
  '{ unit(id: "a", near: 1) { id } }',
  '{ unit(id: "a", near: {}) { id } }',
  '{ unit(id: "a", near: { lat: "a", gone: 1 }) { id } }',
  '{ unit(id: "a", near: { lat: 1, lat: 2 }) { id } }',
  '{ unit(id: "a", n: 99999999999) { id } }',
  '{ unit(id: "a", n: 1.5) { id } }',
  '{ unit(id: "a", text: 1) { id } }',
  '{ unit(id: "a", is: 1) { id } }',
  'query ($a: String) { unit(id: $a) { id } }',
  '{ beat { id } beat: found { __typename } }',
  `{ ${'gone '.repeat(30)} }`,
];

function errorsOf(text: string): readonly GraphQLError[] {
  try {
    return validate(schema, parse(text), undefined, { maxErrors: 20 });
  } catch (error) {
    return [error as GraphQLError];
  }
}

/** Whatever it says, its own words stand behind. */
const inSpanish = (error: GraphQLError) => {
  const english = withoutValues(error);
  const { es } = sayOfDocument(english);
  expect(es).not.toBe(english);
  expect(es).not.toMatch(/undefined|\$\d/);
  expect(es.endsWith(`. (${english})`)).toBe(true);
};

test.each(DOCUMENTS)('what is wrong with %s is told in Spanish', (text) => {
  const errors = errorsOf(text);
  expect(errors).not.toEqual([]);
  for (const error of errors) inSpanish(error);
});

test.each([
  [{}],
  [{ id: null }],
  [{ id: {} }],
  [{ id: 'a', kind: 'GONE' }],
  [{ id: 'a', kind: 1 }],
  [{ id: 'a', near: { lat: 'a' } }],
  [{ id: 'a', near: { gone: 1 } }],
])('what is wrong with the variables %j is told in Spanish', (variables) => {
  const document = parse(
    'query ($id: ID!, $kind: Kind, $near: Place) { unit(id: $id, kind: $kind, near: $near) { id } }',
  );
  const [operation] = document.definitions;
  const asked = (operation as { variableDefinitions?: Parameters<typeof getVariableValues>[1] })
    .variableDefinitions!;
  const { errors = [] } = getVariableValues(schema, asked, variables);
  expect(errors).not.toEqual([]);
  for (const error of errors) inSpanish(error);
});
