/** A text as it is looked for: without accents, in small letters, with single spaces. */
export function searched(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}
