import { buildSchema, type GraphQLError, type OperationDefinitionNode, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { withoutValues } from '@proximidad/refusals';

const schema = buildSchema(`
  enum Kind { PATROL }
  input Caller { name: String number: String! kind: Kind age: Int near: [Caller!] }
  type Query { take(caller: Caller, kind: Kind): ID }
`);
const NAME = 'Canario Lopez at "caller.name"; x';
const TOLD = /Canario|Lopez|5512/;

function saidOf(caller: unknown): readonly string[] {
  const [operation] = parse('query ($caller: Caller!) { take(caller: $caller) }').definitions;
  const { variableDefinitions } = operation as OperationDefinitionNode;
  const { errors = [] } = getVariableValues(schema, variableDefinitions!, { caller });
  return errors.map(withoutValues);
}

test.each([
  [
    'a field that is not there',
    { nombre: NAME, number: '+525512345678' },
    'got invalid value; Field "nombre" is not defined',
  ],
  [
    'one that is missing',
    { name: NAME },
    'got invalid value; Field "number" of required type "String!" was not provided.',
  ],
  [
    'a value of another type',
    { number: { of: NAME } },
    ' at "caller.number"; String cannot represent a non string value.',
  ],
  [
    'another within a list',
    { number: '1', near: [{ number: [NAME] }] },
    ' at "caller.near[0].number"; String cannot',
  ],
  [
    'a text for a number',
    { number: '1', age: NAME },
    ' at "caller.age"; Int cannot represent non-integer value.',
  ],
  [
    'no value of a list',
    { number: '1', kind: NAME },
    ' at "caller.kind"; Value does not exist in "Kind" enum.',
  ],
  ['a text for an input', NAME, 'got invalid value; Expected type "Caller" to be an object.'],
])('of variables with %s the place and the reason are told, and nothing that was sent', (_, caller, says) => {
  const said = saidOf(caller);
  expect(said).not.toEqual([]);
  for (const text of said) expect(text).not.toMatch(TOLD);
  expect(said.join('\n')).toContain(says);
});

test.each([
  [`{ take(caller: { number: 1, name: [${JSON.stringify(NAME)}] }) }`],
  [`{ take(caller: ${JSON.stringify(NAME)}) }`],
  [`{ take(kind: ${JSON.stringify(NAME)}) }`],
  ['{ take(kind: Canario) }'],
  [`{ take(caller: { ${JSON.stringify(NAME)} }) }`],
  [`{ take(caller ${JSON.stringify(NAME)}) }`],
  [`{ ${JSON.stringify(NAME)} }`],
  [
    `{ take(caller: """Canario
    Lopez""") }`,
  ],
  [`{ """Canario" Lopez""" }`],
])('of what is wrong in %s nothing is told that was written there as a value', (text) => {
  const said = errorsOf(text).map(withoutValues);
  expect(said).not.toEqual([]);
  for (const one of said) expect(one).not.toMatch(TOLD);
});

function errorsOf(text: string): readonly GraphQLError[] {
  try {
    return validate(schema, parse(text));
  } catch (error) {
    return [error as GraphQLError];
  }
}
