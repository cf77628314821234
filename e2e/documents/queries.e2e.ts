import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../platform.ts';
import { platform } from '../stage.ts';
import { programs, queries, requests } from './blocks.ts';
import { documentedCommands, NOT_PLAYED, PLAYED } from './commands.ts';
import { reportNow, valuesAtHand } from './reported.ts';

/** Users who may ask everything that the documents show, or tell it: the federation, a state, and its room. */
const READERS = ['analyst', 'commander-09', 'operator-09'] as const;
const TEST_TIMEOUT_MS = 600_000;

test('each command of a document is run, or it is said why not', () => {
  const commands = documentedCommands();
  const rows = [...PLAYED, ...NOT_PLAYED];
  const undecided = commands.filter(
    ({ text }) => rows.filter(([command]) => command.test(text)).length !== 1,
  );
  expect(undecided).toEqual([]);
  expect(rows.filter(([command]) => !commands.some(({ text }) => command.test(text)))).toEqual([]);
  const named = NOT_PLAYED.flatMap(([, why]) => why.match(/[\w./-]+\.ts/g) ?? []);
  expect(named.filter((suite) => !existsSync(join(root, suite)))).toEqual([]);
});

describe('what the documents ask', () => {
  let values: Awaited<ReturnType<typeof valuesAtHand>>;

  beforeAll(async () => {
    values = await valuesAtHand();
  }, TEST_TIMEOUT_MS);

  test('is in them', () => {
    const counts = [queries, requests, programs].map(({ length }) => length);
    for (const [index, least] of [4, 9, 4].entries()) expect(counts[index]).toBeGreaterThanOrEqual(least);
  });

  test.each(queries)(
    'is answered without an error: $file',
    async ({ text }) => {
      const declared = [...text.matchAll(/\$(\w+): (\w+!?)/g)].map(({ 1: name, 2: type }) => ({
        name,
        type,
      }));
      const known: Readonly<Record<string, unknown>> = { ...values, input: reportNow() };
      const missing = declared.filter(({ name, type }) => type!.endsWith('!') && !(name! in known));
      expect(missing).toEqual([]);
      const given = declared.flatMap(({ name }) => (name! in known ? [[name!, known[name!]]] : []));
      const answers = await Promise.all(
        READERS.map((reader) => platform.ask<object>(reader, text, Object.fromEntries(given) as object)),
      );
      expect(answers.filter(({ errors }) => errors === undefined)).not.toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
});
