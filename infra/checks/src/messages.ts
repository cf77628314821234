import type { AnyAggregate, CommandDefinition } from '@proximidad/eventsourcing';
import { z } from 'zod';
import type { SlicedService } from './services.ts';

type Commands = Readonly<Record<string, CommandDefinition<never, never, never>>>;

/** The messages that the schema, and every schema within it, gives for a value it rejects. */
export function messagesIn(schema: z.ZodType): readonly string[] {
  const seen = new Set<unknown>();
  const within = (value: unknown): readonly string[] => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return [];
    seen.add(value);
    if ('_zod' in value) return within((value as { _zod: { def: unknown } })._zod.def);
    const { error } = value as { readonly error?: unknown };
    const own: unknown = typeof error === 'function' ? error({}) : undefined;
    return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap(within)];
  };
  return within(schema);
}

/** The same for all inputs of these services' commands. */
export function messagesOfInputs(services: readonly SlicedService[]): readonly string[] {
  const aggregates = services.flatMap(({ definition }) =>
    definition.slices.map(({ aggregate }: { readonly aggregate: AnyAggregate }) => aggregate),
  );
  const inputs = aggregates.flatMap(({ commands }) =>
    Object.values(commands as Commands).map(({ input }) => input as Readonly<Record<string, z.ZodType>>),
  );
  return inputs.flatMap((input) => messagesIn(z.object(input)));
}

/** @throws {TypeError} that names the messages without a Spanish text. */
export function refuseUntranslated(
  said: readonly string[],
  inSpanish: Readonly<Record<string, string>>,
): void {
  const missing = [...new Set(said)].filter((message) => !Object.hasOwn(inSpanish, message)).toSorted();
  if (missing.length === 0) return;
  throw new TypeError(
    `without Spanish in FORMS_IN_SPANISH of libs/refusals/src/messages.ts: ${missing.join('; ')}`,
  );
}
