import { type ModelProfile } from '@proximidad/catalogues';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { type DocumentNode, Kind } from 'graphql';

/** The lists of a model, each with its codes: they belong to the model, and no code of the platform holds them. */
const LISTS: Readonly<Record<string, (model: ModelProfile) => readonly { readonly code: string }[]>> = {
  'codes.ranks': ({ codes }) => codes.ranks,
  'codes.certificates': ({ codes }) => codes.certificates,
  'codes.competences': ({ codes }) => codes.competences,
  'codes.unitKinds': ({ codes }) => codes.unitKinds,
  'codes.civicOutcomes': ({ codes }) => codes.civicOutcomes,
  'contacts.kinds': ({ contacts }) => contacts.kinds,
  auxiliaries: ({ auxiliaries }) => auxiliaries,
};
/** Codes that are also words of the platform itself: a purpose, and a function of an institution. */
const OWN_WORDS: ReadonlySet<string> = new Set(['PATROL']);

/** Every code of every model's lists, with the list. */
export const modelCodes: ReadonlyMap<string, string> = new Map(
  modelProfiles.flatMap((model) =>
    Object.entries(LISTS).flatMap(([list, codesOf]) =>
      codesOf(model).flatMap(({ code }) => (OWN_WORDS.has(code) ? [] : [[code, list] as const])),
    ),
  ),
);

const LITERAL = /(['"`])([A-Z][A-Z0-9_]{1,59})\1|\b()([A-Z][A-Z0-9_]{1,59})\??:/g;
const COUNTRY = /\bcountry\s*[!=]==?|\bprofileId\s*[!=]==?\s*['"`]/;

/** What a program uses that belongs to a model: a code of its lists, its name, or its country. */
export function modelsOwnIn(text: string): string[] {
  const codes = [...text.matchAll(LITERAL)].flatMap(([, , quoted, , key]) => {
    const code = quoted ?? key!;
    const list = modelCodes.get(code);
    return list === undefined ? [] : [`${code} of ${list}`];
  });
  return [...new Set([...codes, ...(COUNTRY.test(text) ? ['a branch on a model or its country'] : [])])];
}

/** Values of closed lists of the graph that are codes of a model. */
export function modelsOwnInEnums(document: DocumentNode): string[] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.ENUM_TYPE_DEFINITION
      ? (node.values ?? []).flatMap(({ name }) => {
          const list = modelCodes.get(name.value);
          return list === undefined ? [] : [`${node.name.value}.${name.value} of ${list}`];
        })
      : [],
  );
}
