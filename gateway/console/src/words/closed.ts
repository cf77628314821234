import type { Both } from './settings.ts';

/** What was closed of late, where one that was closed by mistake is found. */
const es = {
  title: 'Cerrados',
  listTitle: 'Incidentes cerrados, de las últimas 48 h',
  note: 'El último que se cerró va primero. Uno cerrado por error se abre aquí y se reabre en su detalle.',
  none: 'No se ha cerrado ninguno de los que ocurrieron en las últimas 48 h.',
  part: (shown: number, all: string) => `${shown} de ${all}: los que ocurrieron más tarde`,
};
const en: typeof es = {
  title: 'Closed',
  listTitle: 'Closed incidents of the last 48 h',
  note: 'The last one to be closed comes first. One closed by mistake is opened here and reopened in its detail.',
  none: 'None of those that happened in the last 48 h has been closed.',
  part: (shown, all) => `${shown} of ${all}: those that happened last`,
};
export const closedWords: Both<typeof es> = { es, en };
