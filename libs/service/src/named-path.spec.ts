import { pathsNamed } from './named-path.ts';

const QUERY = `
  query One { other: calls { id } }
  query Two { Juan: calls { Perez: next { ...more } ... on Call { Lopez: unit { code } } } }
  fragment more on Call { Gomez: number ... on Call { ... { Ruiz: slow } } }
`;

test.each([
  [
    ['Juan', 0, 'Perez', 2, 'Gomez'],
    ['calls', 0, 'next', 2, 'number'],
  ],
  [
    ['Juan', 0, 'Perez', 2, 'Ruiz'],
    ['calls', 0, 'next', 2, 'slow'],
  ],
  [
    ['Juan', 1, 'Lopez', 'code'],
    ['calls', 1, 'unit', 'code'],
  ],
  [
    ['Juan', 1, 'nowhere', 'code'],
    ['calls', 1],
  ],
  [[], []],
])('%j is %j by the names of the schema', (path, named) => {
  expect(pathsNamed({ query: QUERY, operationName: 'Two' })(path)).toEqual(named);
});

test('what one name in the answer may stand for, by the type of the record, is all told', () => {
  const query = `{ records { ... on Call { Juan: number } ... on Incident { Juan: narrative { text } } ... on Unit { Juan: number } } }`;
  expect(pathsNamed({ query, operationName: undefined })(['records', 0, 'Juan', 'text'])).toEqual([
    'records',
    0,
    'number|narrative',
    'text',
  ]);
});
