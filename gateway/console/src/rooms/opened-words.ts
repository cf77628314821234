import type { CallBackSafety } from '../documents/documents.gen.ts';
import type { Both } from '../words/settings.ts';

const es = {
  place: 'Domicilio y quién llamó',
  narrative: 'Relato',
  noted: 'Queda constancia de que usted lo abrió. Se cierra solo a los 5 minutos.',
  untold: 'Nadie lo ha dicho todavía.',
  merged: 'Del incidente que se fusionó con este',
  address: 'Cómo llegar',
  coordinates: 'Coordenadas',
  caller: 'Llamó',
  safety: {
    ...{
      SAFE: 'se le puede devolver la llamada',
      UNSAFE: 'NO devolver la llamada: puede contestar quien le amenaza',
    },
    UNKNOWN: 'no se sabe si es seguro devolver la llamada',
  } as Readonly<Record<CallBackSafety, string>>,
  describe: 'Anotar domicilio o relato',
  describeHint:
    'Se guarda sellado. Lo último que se diga es lo que vale; lo que se deja vacío queda como estaba.',
  save: 'Guardar',
};
const en: typeof es = {
  place: 'Address and who called',
  narrative: 'Account',
  noted: 'It is on record that you opened this. It closes by itself after 5 minutes.',
  untold: 'Nothing has been recorded yet.',
  merged: 'Of the incident that was merged into this one',
  address: 'How to get there',
  coordinates: 'Coordinates',
  caller: 'Caller',
  safety: {
    ...{ SAFE: 'safe to call back', UNSAFE: 'Do NOT call back: whoever threatens the caller may answer' },
    UNKNOWN: 'not known whether it is safe to call back',
  },
  describe: 'Record address or account',
  describeHint: 'It is stored sealed. The latest entry applies; whatever is left empty stays as it was.',
  save: 'Save',
};
export const openedWords: Both<typeof es> = { es, en };
