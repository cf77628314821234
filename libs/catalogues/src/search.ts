/** A text in its search form: without accents, in lower case, with single spaces. */
export function searched(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}
