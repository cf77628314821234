import type { Both } from '../../words/settings.ts';

const es = {
  title: 'Unidades',
  none: 'La entidad no tiene unidades registradas. La primera se registra arriba.',
  more: 'Más unidades',
  life: 'Ver su vida',
  retired: 'dada de baja',
  engaged: 'en un incidente: se da de baja cuando termine',
  code: 'Cómo se le llama por radio',
  codeHint: 'Hasta 20 letras y dígitos, con . / _ -',
  kind: 'Tipo de unidad',
};
const en: typeof es = {
  title: 'Units',
  none: 'The entity has no registered units. The first one is registered above.',
  more: 'More units',
  life: 'See its history',
  retired: 'retired',
  engaged: 'at an incident: it can be retired once that is over',
  code: 'What it is called over the radio',
  codeHint: 'Up to 20 letters and digits, with . / _ -',
  kind: 'Kind of unit',
};
export const unitWords: Both<typeof es> = { es, en };
