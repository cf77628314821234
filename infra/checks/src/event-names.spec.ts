import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { slicedServices } from './services.ts';
import { root } from './workspace.ts';

type Names = Readonly<Record<string, string>>;

/** By its path: nothing imports the console. */
async function namesInConsole(): Promise<Readonly<Record<'es' | 'en', Names>>> {
  const file = pathToFileURL(join(root, 'gateway/console/src/words/events.ts')).href;
  const { eventWords } = (await import(file)) as {
    readonly eventWords: Readonly<Record<'es' | 'en', Names>>;
  };
  return eventWords;
}

test('every event that a history can tell of has a name in both languages, and no name is of none', async () => {
  const services = await slicedServices();
  const recorded = services.flatMap(({ definition }) =>
    Object.values(definition.families).flatMap((family) => Object.keys(family)),
  );
  const types = [...new Set(recorded)].toSorted();
  expect(types.length).toBeGreaterThan(100);
  const { es, en } = await namesInConsole();
  expect(Object.keys(es).toSorted()).toEqual(types);
  expect(Object.keys(en).toSorted()).toEqual(types);
  const unsaid = [...Object.values(es), ...Object.values(en)].filter(
    (name) => !/^\p{Lu}[^\p{Lu}]+$/u.test(name),
  );
  expect(unsaid).toEqual([]);
});
