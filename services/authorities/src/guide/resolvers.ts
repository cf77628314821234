import { guideRules } from '@proximidad/catalogues';
import type { Shown } from '../profile/words.ts';
import { shownAt } from '../profile/slice.ts';
import type { SliceResolvers } from '../schema.gen.ts';

/** The operational guide: its rules, and the values that the model in force gives them. */
export const guideResolvers = {
  Query: {
    guide(_, { entity, municipality, at }, context) {
      const place = { entity, municipality: municipality ?? null };
      const governing = shownAt(context, place, at?.ms);
      const rules = guideRules.map(({ es, parameters, ...rule }) => ({
        ...{ ...rule, text: es },
        parameters: parameters.map((path) => ({ path, value: JSON.stringify(valueAt(governing, path)) })),
      }));
      return { governing, rules, evaluated: rules.filter(({ evaluated }) => evaluated).length };
    },
  },
} satisfies SliceResolvers;

function valueAt({ model, certificationGate }: Shown, path: string): unknown {
  if (path === 'enforcement.certificationGate') return certificationGate;
  const step = (value: unknown, name: string) => (value as Readonly<Record<string, unknown>>)[name];
  return path.split('.').reduce<unknown>(step, model) ?? null;
}
