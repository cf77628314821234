/** How a record is found by a value: by its exact spelling, or as a name, regardless of case, accents and blanks. */
export type FoundBy = 'EXACT' | 'NAME';

/** Particles that stand between a name and a surname, or between two surnames. */
const PARTICLES = ['DA', 'DAS', 'DE', 'DEL', 'DI', 'DO', 'DOS', 'E', 'LA', 'LAS', 'LOS', 'VAN', 'VON', 'Y'];

/** Values with equal forms are the same to a search; null for a value by which nothing can be found. */
export function foundForm(by: FoundBy, value: unknown): string | null {
  if (by === 'EXACT') return JSON.stringify(value);
  const name = nameForm(String(value));
  return name === '' ? null : name;
}

/** A name in capital letters without accents, its words separated by one blank. */
function nameForm(name: string): string {
  const bare = name.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
  return bare.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** The words of a name's form that may be surnames: all but the first word and the particles; a name of one word is that word. */
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
