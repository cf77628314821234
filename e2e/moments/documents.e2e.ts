import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../platform.ts';
import { head, origin, platform, scene } from '../stage.ts';

/** Whoever may ask all that the documents show: the federation, and a state. */
const READERS = ['analyst', 'commander-09'] as const;
const TEST_TIMEOUT_MS = 180_000;
const folder = join(root, 'docs');
const blocks = readdirSync(folder)
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^```graphql\n(.*?)^```$/gms)].map(
      ({ 1: query }) => ({ file, query: query! }),
    ),
  );

describe('what the documents ask', () => {
  let values: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const report = { commandId: randomUUID(), code: '30421', point: scene.point };
    const selected = '... on IncidentAccepted { incident { id } position }';
    const told = await platform.execute('operator-09', 'reportIncident', report, selected);
    const { id } = told['incident'] as { id: string };
    const then = new Date().toISOString();
    values = { then, id, position: String(told['position']), from: origin, to: await head() };
  }, TEST_TIMEOUT_MS);

  test('is in them', () => expect(blocks.length).toBeGreaterThanOrEqual(4));

  test.each(blocks)(
    'is answered without an error: $file',
    async ({ query }) => {
      const declared = [...query.matchAll(/\$(\w+): (\w+!?)/g)].map(({ 1: name, 2: type }) => ({
        name,
        type,
      }));
      const missing = declared.filter(({ name, type }) => type!.endsWith('!') && !(name! in values));
      expect(missing).toEqual([]);
      const given = declared.flatMap(({ name }) => (name! in values ? [[name!, values[name!]!]] : []));
      const answers = await Promise.all(
        READERS.map((reader) => platform.ask<object>(reader, query, Object.fromEntries(given) as object)),
      );
      expect(answers.filter(({ errors }) => errors === undefined)).not.toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
});
