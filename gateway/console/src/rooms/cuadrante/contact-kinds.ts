import type { MyContactKindsQuery } from '../../documents/documents.gen.ts';

/** The codes of kinds of contact, in the order of the model, and what each is called. */
export type ContactKinds = Readonly<Record<string, string>>;

/**
 * The kinds of the model that governs the beat, in its own words except for codes that the console names in the user's language;
 * until the model is known, without signal for example, those that the console has words for.
 */
export function kindsOf(
  answer: MyContactKindsQuery | undefined,
  beat: string,
  words: ContactKinds,
): ContactKinds {
  const governs = answer?.governingProfile;
  const codes = (governs?.territory === beat ? governs : answer?.beat?.municipality?.profile)?.codes ?? [];
  if (codes.length === 0) return words;
  return Object.fromEntries(codes.map(({ code, label }) => [code, words[code] ?? label ?? code]));
}
