import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { slicedServices } from './services.ts';
import { root } from './workspace.ts';

type Names = Readonly<Record<string, string>>;
type InBoth = Readonly<Record<'es' | 'en', Names>>;

/** By its path: nothing imports the console. */
async function namesInConsole(file: string, exported: string): Promise<InBoth> {
  const { href } = pathToFileURL(join(root, 'gateway/console/src/words', file));
  return ((await import(href)) as Readonly<Record<string, InBoth>>)[exported]!;
}

/** One for each in both languages, none of none, and each a sentence or the beginning of one. */
function expectSaid({ es, en }: InBoth, declared: readonly string[], form: RegExp): void {
  const types = [...new Set(declared)].toSorted();
  expect(types.length).toBeGreaterThan(100);
  expect(Object.keys(es).toSorted()).toEqual(types);
  expect(Object.keys(en).toSorted()).toEqual(types);
  expect([...Object.values(es), ...Object.values(en)].filter((name) => !form.test(name))).toEqual([]);
}

test('every event that a history can tell of has a name in both languages, and no name is of none', async () => {
  const services = await slicedServices();
  const recorded = services.flatMap(({ definition }) =>
    Object.values(definition.families).flatMap((family) => Object.keys(family)),
  );
  expectSaid(await namesInConsole('events.ts', 'eventWords'), recorded, /^\p{Lu}[^\p{Lu}]+$/u);
});

test('every command that a history can tell of has a name in both languages, and no name is of none', async () => {
  const services = await slicedServices();
  const executed = services.flatMap(({ definition }) =>
    definition.slices.flatMap(({ aggregate }) => Object.keys(aggregate.commands)),
  );
  expectSaid(await namesInConsole('commands.ts', 'commandWords'), executed, /^\p{Lu}[^\p{Lu}]+( ARCO)?$/u);
});
