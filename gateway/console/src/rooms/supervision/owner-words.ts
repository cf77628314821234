import type { Both } from '../../words/settings.ts';

const es = {
  title: 'Titulares del cuadrante',
  none: 'Nadie es titular.',
  since: (day: string) => `desde el ${day}`,
  seats: (max: number) => (max === 1 ? 'El modelo admite un titular.' : `El modelo admite hasta ${max}.`),
  full: 'No cabe nadie más: releve antes a quien se va, o diga en lugar de quién.',
  inPlaceOf: 'En lugar de',
  nobody: '— nadie: se suma —',
};
const en: typeof es = {
  title: 'Named owners of the beat',
  none: 'Nobody is its named owner.',
  since: (day) => `since ${day}`,
  seats: (max) => (max === 1 ? 'The model provides for one.' : `The model provides for up to ${max}.`),
  full: 'There is no room for another: first relieve who leaves, or say whose place is taken.',
  inPlaceOf: 'In place of',
  nobody: '— nobody: one more —',
};
export const ownerWords: Both<typeof es> = { es, en };
