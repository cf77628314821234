import type { IncidentRelation } from '../documents/documents.gen.ts';
import type { Both } from './settings.ts';

/** Incidents that turn out to be one, or that are related: what is done, what it will do, and how it is taken back. */
const es = {
  title: 'Unidos y relacionados',
  join: 'Unir o relacionar con otro',
  same: 'Es el mismo hecho',
  with: 'Con cuál',
  how: 'Qué son',
  hows: {
    SAME: 'El mismo hecho, anotado dos veces',
    SAME_EVENT: 'Partes de un mismo hecho: otro servicio',
    CONSEQUENCE: 'Uno resultó del otro',
    SAME_PEOPLE: 'Las mismas personas',
  } as Readonly<Record<'SAME' | IncidentRelation, string>>,
  stays: 'Cuál queda abierto',
  this: (mark: string) => `Éste, ${mark}`,
  that: (mark: string) => `El otro, ${mark}`,
  merge: 'Unir',
  mergeNote: (given: string, stays: string) =>
    `«${given}» se cierra como duplicado y no cuenta en las cifras. «${stays}» queda con sus llamadas, con la prioridad más alta de los dos y con el apoyo que se espera. Se deshace durante 24 horas en «${stays}».`,
  atWork:
    'Los dos tienen unidades en camino o en sitio: termine o cancele el envío en el que no va a quedar, y únalos después.',
  link: 'Relacionar',
  linkNote: 'Los dos siguen abiertos y por separado; cada uno muestra al otro. Se quita cuando haga falta.',
  isIn: (name: string) => `Se unió a ${name}`,
  holds: (name: string) => `Se le unió ${name}`,
  calls: (count: number) => (count === 1 ? '1 llamada' : `${count} llamadas`),
  unseen: 'un incidente que usted no ve',
};
const en: typeof es = {
  title: 'Merged and related',
  join: 'Merge or relate with another',
  same: 'It is the same event',
  with: 'With which one',
  how: 'What they are',
  hows: {
    SAME: 'The same event, recorded twice',
    SAME_EVENT: 'Parts of one event: another service',
    CONSEQUENCE: 'One resulted from the other',
    SAME_PEOPLE: 'The same people',
  },
  stays: 'Which one stays open',
  this: (mark) => `This one, ${mark}`,
  that: (mark) => `The other one, ${mark}`,
  merge: 'Merge',
  mergeNote: (given, stays) =>
    `“${given}” is closed as a duplicate and counts in no figure. “${stays}” has its calls, the higher priority of the two and the help that is awaited. It can be undone for 24 hours, in “${stays}”.`,
  atWork:
    'Units are at work on both: end or cancel the dispatch on the one that will not stay, and merge them then.',
  link: 'Relate',
  linkNote: 'Both stay open and separate; each shows the other. It can be removed at any time.',
  isIn: (name) => `Merged into ${name}`,
  holds: (name) => `${name} was merged into it`,
  calls: (count) => (count === 1 ? '1 call' : `${count} calls`),
  unseen: 'an incident that you may not see',
};
export const togetherWords: Both<typeof es> = { es, en };
