import { FIELDS_MAX } from '@proximidad/edge';
import { buildSchema, type GraphQLError, type OperationDefinitionNode, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { requestError } from '../errors.ts';
import { namingDateTimes, pathInDocument, pathsInVariable, readingDateTimes } from './date-times.ts';

const schema = readingDateTimes(
  buildSchema(`
    scalar DateTime
    input Part { since: DateTime }
    input Wish { first: Int parts: [Part!]! }
    type Query { calls(wish: Wish, since: DateTime): Int }
  `),
);
const AT = '2026-11-14T21:37:05.000-06:00';
const NOT_A_DAY = '2026-02-29T00:00:00Z';
const message =
  'a date and time is one of RFC 3339 with its offset, 14:00 at most, of a day that there is, its seconds up to 59';

/** Where each error is, and which fields it names. */
const told = (errors: readonly GraphQLError[]) =>
  errors.map((error) => {
    const { locations = [], extensions } = requestError(error, { correlationId: 'c', language: 'en' });
    const fields = extensions['fields'] as readonly { readonly path: string }[] | undefined;
    for (const field of fields ?? []) expect(field).toMatchObject({ code: 'INVALID_FORMAT', message });
    return [locations[0]!.column, ...(fields ?? []).map(({ path }) => path)];
  });

function inVariables(given: Readonly<Record<string, unknown>>) {
  const document = parse('query ($wish: Wish, $since: DateTime) { calls(wish: $wish, since: $since) }');
  const { variableDefinitions } = document.definitions[0] as OperationDefinitionNode;
  const { errors = [], coerced } = getVariableValues(schema, variableDefinitions!, given);
  return { coerced, errors: told(namingDateTimes(errors, (node) => pathsInVariable(schema, node, given))) };
}

test('each field of a variable that has no date and time is named by its path, for programs', () => {
  const parts = [{ since: AT }, { since: NOT_A_DAY }, { since: 7 }, { since: '2016-12-31T23:59:60Z' }];
  expect(inVariables({ wish: { parts }, since: 'x' }).errors).toEqual([
    [8, 'parts.1.since', 'parts.2.since', 'parts.3.since'],
    [21, 'since'],
  ]);
  expect(inVariables({ wish: { first: 'x', parts } }).errors).toEqual([
    [8],
    [8, 'parts.1.since', 'parts.2.since', 'parts.3.since'],
  ]);
});

test('no more faults are named than of any other input', () => {
  const parts = Array.from({ length: FIELDS_MAX + 5 }, () => ({ since: 'x' }));
  expect(inVariables({ wish: { parts } }).errors).toHaveProperty('0.length', 1 + FIELDS_MAX);
});

test('a date and time is handed on as it was given', () => {
  const given = { wish: { parts: [{ since: AT }] }, since: null };
  expect(inVariables(given)).toEqual({ coerced: given, errors: [] });
});

test.each([
  ['an argument', `{ calls(since: "${NOT_A_DAY}") }`, [[16, 'since']]],
  ['a number', '{ calls(since: 7) }', [[16, 'since']]],
  ['a field of an input', `{ calls(wish: { parts: [{ since: "x" }] }) }`, [[34, 'parts.0.since']]],
  [
    'a field of a later part',
    `{ calls(wish: { parts: [{ since: "${AT}" }, { since: "x" }] }) }`,
    [[78, 'parts.1.since']],
  ],
  ['a part that stands for a list', `{ calls(wish: { parts: { since: "x" } }) }`, [[33, 'parts.since']]],
  [
    'a field of what a variable usually is',
    `query ($then: Wish = { parts: [{ since: "x" }] }) { calls(wish: $then) }`,
    [[41, 'parts.0.since']],
  ],
  ['what a variable usually is', `query ($then: DateTime = "x") { calls(since: $then) }`, [[26, 'then']]],
  [
    'two of them',
    '{ calls(wish: { parts: [{ since: "x" }] }, since: "y") }',
    [
      [34, 'parts.0.since'],
      [51, 'since'],
    ],
  ],
])('in a document %s that is no date and time is named, with where it is', (_, query, expected) => {
  const document = parse(query);
  const errors = namingDateTimes(validate(schema, document), (node) => pathInDocument(node, document));
  expect(told(errors)).toEqual(expected);
});
