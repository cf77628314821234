import type { Language } from './wording.ts';

/** What of a header is read; browsers send far less. */
const HEADER_LENGTH_MAX = 500;

/** Which language an answer speaks: Spanish, unless `accept-language` prefers English. */
export function languageOf(header: string | undefined): Language {
  if (header === undefined) return 'es';
  const wishes = header.slice(0, HEADER_LENGTH_MAX).toLowerCase().split(',').map(wishOf);
  const others = weightOf(wishes, '*') ?? 0;
  return (weightOf(wishes, 'en') ?? others) > (weightOf(wishes, 'es') ?? others) ? 'en' : 'es';
}

interface Wish {
  /** `en` of `en-US`. */
  readonly language: string;
  readonly weight: number;
}

function wishOf(text: string): Wish {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim());
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = given === undefined ? 1 : Number(given.slice(2));
  return { language: range.split('-')[0]!, weight: Number.isNaN(weight) ? 0 : weight };
}

function weightOf(wishes: readonly Wish[], language: string): number | undefined {
  const weights = wishes.filter((wish) => wish.language === language).map(({ weight }) => weight);
  return weights.length === 0 ? undefined : Math.max(...weights);
}
