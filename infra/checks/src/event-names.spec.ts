import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSchema, isEnumType } from 'graphql';
import { z } from 'zod';
import { slicedServices } from './services.ts';
import { root } from './workspace.ts';

type Names = Readonly<Record<string, string>>;
type InBoth = Readonly<Record<'es' | 'en', Names>>;

/** Loaded by path, as nothing imports the console. */
async function namesInConsole(file: string, exported: string): Promise<InBoth> {
  const { href } = pathToFileURL(join(root, 'gateway/console/src/words', file));
  return ((await import(href)) as Readonly<Record<string, InBoth>>)[exported]!;
}

/**
 * Each declared name has one text in both languages and no text lacks a name; each is a sentence or the beginning of
 * one.
 */
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

const schema = buildSchema(readFileSync(join(root, 'gateway/schema.graphql'), 'utf8'), {
  assumeValidSDL: true,
});

/** The words of the schema's closed lists of reasons. */
const declaredReasons = Object.values(schema.getTypeMap())
  .filter(isEnumType)
  .filter(({ name }) => /(Reason|Refusal|Ground)$/.test(name))
  .flatMap((type) => type.getValues().map(({ name }) => name));

interface Closed {
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly anyOf?: readonly Closed[];
}

const wordsIn = (list: Closed): readonly string[] => [
  ...(list.enum ?? []),
  ...(list.const === undefined ? [] : [list.const]),
  ...(list.anyOf ?? []).flatMap(wordsIn),
];

/** The reasons that an event can hold; some are the platform's own and in no list of the schema. */
async function heldReasons(): Promise<string[]> {
  const families = (await slicedServices()).flatMap(({ definition }) => Object.values(definition.families));
  return families.flatMap((family) =>
    Object.values(family).flatMap((event) => {
      const told = z.toJSONSchema(event.schema, { unrepresentable: 'any', io: 'input' });
      const reason = told.properties?.['reason'] as Closed | undefined;
      return reason ? wordsIn(reason) : [];
    }),
  );
}

test('every reason that the schema declares or an event holds is told in words, and no word is of none', async () => {
  const { es, en } = await namesInConsole('reasons.ts', 'reasonWords');
  const held = await heldReasons();
  expect([declaredReasons.length > 80, held.includes('REOPENED')]).toEqual([true, true]);
  expect(Object.keys(es).toSorted()).toEqual([...new Set([...declaredReasons, ...held])].toSorted());
  expect(Object.values(es).filter((text) => /^[A-Z_]+$/.test(text))).toEqual([]);
  expect(en['CLOSED_BY_MISTAKE']).toBe('Closed by mistake');
});
