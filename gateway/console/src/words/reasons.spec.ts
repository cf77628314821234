import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isEnumType } from 'graphql';
import { reasonWords } from './reasons.ts';

const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../../schema.graphql'), 'utf8'), {
  assumeValidSDL: true,
});
const declared = Object.values(schema.getTypeMap())
  .filter(isEnumType)
  .filter(({ name }) => /(Reason|Refusal|Ground)$/.test(name))
  .flatMap((type) => type.getValues().map(({ name }) => name));

test('every reason that the schema declares is told in words, and no word is of none', () => {
  expect(declared.length).toBeGreaterThan(80);
  expect(Object.keys(reasonWords.es).toSorted()).toEqual([...new Set(declared)].toSorted());
  expect(Object.values(reasonWords.es).filter((text) => /^[A-Z_]+$/.test(text))).toEqual([]);
  expect(reasonWords.en['CLOSED_BY_MISTAKE']).toBe('Closed by mistake');
});
