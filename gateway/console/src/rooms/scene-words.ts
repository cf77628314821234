import type { Both } from '../words/settings.ts';

/** What was found where it happened, in numbers. */
const es = {
  tell: 'Qué se encontró',
  told: (time: string) => `Se informó ${time}`,
  counted: {
    ...{ injured: 'Personas heridas', deceased: 'Personas muertas', detained: 'Personas detenidas' },
    ...{ minorVictims: 'Víctimas menores', minorWitnesses: 'Testigos menores' },
    minorSuspects: 'Sospechosos menores',
  },
  nobody: 'nadie que contar',
  hint: 'Solo números, ningún nombre. Vale lo último que se informe.',
  save: 'Informar lo que se encontró',
  by: '¿Quién lo dice?',
  byRoom: 'La sala',
};
const en: typeof es = {
  tell: 'What was found',
  told: (time) => `Reported ${time}`,
  counted: {
    ...{ injured: 'People injured', deceased: 'People dead', detained: 'People detained' },
    ...{ minorVictims: 'Minors as victims', minorWitnesses: 'Minors as witnesses' },
    minorSuspects: 'Minors as suspects',
  },
  nobody: 'nobody to count',
  hint: 'Numbers only, no names. The latest report applies.',
  save: 'Report what was found',
  by: 'Who says so?',
  byRoom: 'The room',
};
export const sceneWords: Both<typeof es> = { es, en };
