import { closedList } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/edge';
import { executor, subgraphSchema } from './execution.ts';

closedList('SpelledKind', {
  '24': { as: 'H24', doc: 'A name in the graph cannot begin with a digit.' },
  M: '',
});

const sdl = `
  enum SpelledKind { H24 M }
  input Given { kind: SpelledKind! }
  type Query { seen(kind: SpelledKind, kinds: [SpelledKind!], input: Given): String! spelled: [SpelledKind!]! }`;
const schema = subgraphSchema(sdl, {
  Query: { seen: (_: unknown, given: object) => JSON.stringify(given), spelled: () => ['24', 'M'] },
});
const execute = executor(schema);
const answerTo = async (query: string, variables = {}) =>
  (await execute({ query, variables }, {} as Context)).data;

test('a word that the graph spells otherwise comes in as the code has it, in whatever way it is given', async () => {
  expect(await answerTo('{ seen(kind: M, kinds: [H24, M], input: { kind: H24 }) }')).toEqual({
    seen: '{"kind":"M","kinds":["24","M"],"input":{"kind":"24"}}',
  });
  const query = `query ($kind: SpelledKind, $kinds: [SpelledKind!], $input: Given) {
    seen(kind: $kind, kinds: $kinds, input: $input) }`;
  expect(await answerTo(query, { kind: 'H24', kinds: ['H24', 'M'], input: { kind: 'H24' } })).toEqual({
    seen: '{"kind":"24","kinds":["24","M"],"input":{"kind":"24"}}',
  });
});

test('and goes out as the graph has it', async () => {
  expect(await answerTo('{ spelled }')).toEqual({ spelled: ['H24', 'M'] });
});
