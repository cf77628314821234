import { named } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** The file of a rule that reads the parameter. */
type Reader = `${'services' | 'libs'}/${string}.ts`;

/** A parameter that rules read; one that nothing reads would be an empty promise. */
export function readBy<Schema extends z.ZodType>(schema: Schema, ...readers: readonly Reader[]): Schema {
  return schema.meta({ readers });
}

/** What a model says about itself and no rule reads: shown, but never used in a decision. */
export function descriptive<Schema extends z.ZodType>(schema: Schema, why: string): Schema {
  return schema.meta({ descriptive: why });
}

const TEXT_MAX = 300;
const LIST_MAX = 60;

/** Words of a model, for people: no telephone number, account or e-mail address fits in them. */
export const Words = z
  .string()
  .trim()
  .min(1)
  .max(TEXT_MAX)
  .refine((text) => !/\d{7}|@/.test(text), 'no long numbers or addresses');

/** A code of the model's own lists: `POLICIA_PRIMERO`, `VISITA`. */
export const ModelCode = named(
  'ModelCode',
  z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/, 'capital letters, digits and underscores'),
);

export const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).max(LIST_MAX);

/** Codes, each with its details, none twice. */
export function codesOf<Item extends z.ZodType<{ readonly code: string }>>(item: Item) {
  return listOf(item).superRefine((items, issues) => {
    const seen = new Set<string>();
    for (const [index, { code }] of items.entries()) {
      if (seen.has(code))
        issues.addIssue({ code: 'custom', path: [index, 'code'], message: `${code} is there twice` });
      seen.add(code);
    }
  });
}
