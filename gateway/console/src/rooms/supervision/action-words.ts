import type { PlannedActionKind, PlannedActionState } from '../../documents/documents.gen.ts';
import type { Both } from '../../words/settings.ts';

const es = {
  title: 'Acciones planeadas',
  none: 'No hay acciones planeadas en este cuadrante.',
  what: 'Qué se hará',
  kinds: {
    ...{ PRESENCE: 'Dejarse ver', VISIT: 'Visitar a la gente', CONTROL: 'Revisar, como permite la ley' },
    ...{ MEETING: 'Reunirse con vecinas y vecinos', PREVENTION: 'Plática, taller o campaña' },
    PLACE_CHECK: 'Revisar el lugar: luz, basura, abandono',
  } as Readonly<Record<PlannedActionKind, string>>,
  states: {
    ...{ PLANNED: 'por hacer', DONE: 'hecha', MISSED: 'no se hizo', CANCELLED: 'cancelada' },
  } as Readonly<Record<PlannedActionState, string>>,
  place: 'Dónde (latitud, longitud); en blanco, el centro del cuadrante',
  wasAt: 'Dónde estuvo (latitud, longitud); en blanco, en el lugar de la acción',
  when: 'A qué hora estuvo ahí',
  from: 'Desde',
  until: 'Hasta',
  doneBy: (officer: string, time: string) => `${officer}, ${time}`,
  latest: (part: string) => `${part}: las últimas`,
};
const en: typeof es = {
  title: 'Planned actions',
  none: 'No actions are planned in this beat.',
  what: 'What will be done',
  kinds: {
    ...{ PRESENCE: 'To be seen', VISIT: 'To call on people', CONTROL: 'To check, as the law allows' },
    ...{ MEETING: 'To meet neighbours', PREVENTION: 'A talk, a workshop, a campaign' },
    PLACE_CHECK: 'To inspect the place: lighting, waste, neglect',
  },
  states: { PLANNED: 'to be done', DONE: 'done', MISSED: 'not done', CANCELLED: 'called off' },
  place: 'Where (latitude, longitude); blank: the centre of the beat',
  wasAt: 'Where the officer was (latitude, longitude); blank: at the place of the action',
  when: 'When they were there',
  from: 'From',
  until: 'Until',
  doneBy: (officer, time) => `${officer}, ${time}`,
  latest: (part) => `${part}: the latest`,
};
export const actionWords: Both<typeof es> = { es, en };
