/** What a refusal says: one sentence in each language, with `{named}` parameters, and the rule of the field behind it. */
export interface Wording {
  /** Español de México. */
  readonly es: string;
  readonly en: string;
  /** As docs/rules.md numbers it. */
  readonly rule?: `BR-${string}`;
}

export type Language = 'es' | 'en';

/** Where nobody says which. */
export const LANGUAGE_USUAL: Language = 'es';

/** The sentence of a refusal in both languages. */
export type Sentences = Readonly<Record<Language, string>>;

/** Names of the parameters of a sentence. */
export type ParametersIn<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParametersIn<Rest>
  : never;

const PARAMETER = /\{(\w+)\}/g;

/** Names of the parameters of a sentence, each once, sorted. */
export function parametersIn(sentence: string): readonly string[] {
  return [...new Set([...sentence.matchAll(PARAMETER)].map(([, name]) => name!))].toSorted();
}

export function filled(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replaceAll(PARAMETER, (_, name: string) => String(values[name]));
}
