import type { Both } from '../../words/settings.ts';

const es = {
  title: (entity: string) => `Pared · ${entity}`,
  page: (page: number, of: number) => `${page} de ${of}`,
  part: (shown: number, all: string) => `Se muestran ${shown} incidentes de ${all}.`,
  pause: 'Pausa',
  go: 'Seguir',
  paused: 'EN PAUSA',
  next: 'Siguiente',
  before: 'Anterior',
  leave: 'Sala',
  what: 'Solo muestra: aquí no se da ninguna orden.',
};
const en: typeof es = {
  title: (entity) => `Wall · ${entity}`,
  page: (page, of) => `${page} of ${of}`,
  part: (shown, all) => `Showing ${shown} incidents of ${all}.`,
  pause: 'Pause',
  go: 'Resume',
  paused: 'PAUSED',
  next: 'Next',
  before: 'Previous',
  leave: 'Room',
  what: 'Display only: no orders are given here.',
};
export const wallWords: Both<typeof es> = { es, en };
