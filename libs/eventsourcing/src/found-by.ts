/** By what form of a value its record is found: as it is spelt, or as a name, whatever its case, accents and blanks. */
export type FoundBy = 'EXACT' | 'NAME';

/** What stands between a name and a surname, or two of them. */
const PARTICLES = ['DA', 'DAS', 'DE', 'DEL', 'DI', 'DO', 'DOS', 'E', 'LA', 'LAS', 'LOS', 'VAN', 'VON', 'Y'];

/** Equal forms are the same value to who searches; null for what nothing can be found by. */
export function foundForm(by: FoundBy, value: unknown): string | null {
  if (by === 'EXACT') return JSON.stringify(value);
  const name = nameForm(String(value));
  return name === '' ? null : name;
}

/** A name in capital letters without accents, its words parted by one blank. */
function nameForm(name: string): string {
  const bare = name.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
  return bare.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** The words of a name's form that may be a surname: all but the first and what only parts them; one that stands alone is one. */
export function surnamesIn(form: string): readonly string[] {
  const words = wordsOf(form);
  return [...new Set(words.length > 1 ? words.slice(1) : words)];
}

/** The words of a family name's form. */
export function familyNamesIn(form: string): readonly string[] {
  return [...new Set(wordsOf(form))];
}

function wordsOf(form: string): readonly string[] {
  return form.split(' ').filter((word) => !PARTICLES.includes(word));
}
