import type { ContactOutcome, FollowUpOutcome } from '../../documents/documents.gen.ts';
import type { Both } from '../../words/settings.ts';

const es = {
  title: 'Mi cuadrante',
  noBeat: 'Usted no tiene un cuadrante. Hable con su mando.',
  beat: 'Cuadrante',
  contact: 'Nuevo contacto',
  where: '¿Dónde fue?',
  came: '¿Qué resultó?',
  kinds: {
    ...{
      CALLE: 'En la calle',
      VISITA: 'En un domicilio',
      COMERCIO: 'En un comercio',
      ESCUELA: 'En una escuela',
    },
    ...{
      TELEFONO: 'Por teléfono',
      MENSAJE: 'Por mensaje',
      MODULO: 'En el módulo',
      REUNION: 'Reunión vecinal',
    },
  } as Readonly<Record<string, string>>,
  outcomes: {
    ...{ ATENDIDO: 'Hablamos', NADIE: 'No había nadie', RECHAZO: 'No quiso hablar' },
    ...{ CANALIZADO: 'Lo canalicé', PROBLEMA: 'Hay un problema que ver' },
  } as Readonly<Record<ContactOutcome, string>>,
  people: 'Personas',
  minors: 'Menores',
  minutes: 'Minutos',
  save: 'Guardar contacto',
  back: 'Atrás',
  tasks: 'Qué hacer ahora',
  noTasks: 'Nada abierto en su cuadrante, y su unidad no va a ningún lado.',
  unitUntold: 'No se sabe si su unidad va a algún incidente.',
  assigned: 'Va usted',
  heard: 'Enterado',
  setOut: 'Voy en camino',
  arrived: 'Llegué',
  cleared: 'Terminé',
  owed: 'Visitas que se deben',
  noOwed: 'No se debe ninguna visita.',
  tried: 'La busqué',
  ended: 'Terminó el seguimiento',
  followUpOutcomes: {
    ...{ OK: 'Está bien', NEEDS_SUPPORT: 'Necesita apoyo', NOT_FOUND: 'No se le encontró' },
    DECLINED: 'No quiso',
  } as Readonly<Record<FollowUpOutcome, string>>,
  recent: 'Últimos contactos',
  noRecent: 'Todavía no hay contactos.',
  queue: {
    reading: 'Se lee lo que quedó en este teléfono…',
    empty: 'Todo enviado',
    waiting: (count: number) =>
      `${count} por enviar: se ${count === 1 ? 'guarda' : 'guardan'} aquí y ${count === 1 ? 'sale' : 'salen'} en su orden al volver la señal`,
    full: 'No cabe más en este teléfono. Busque señal antes de seguir.',
    unsafe:
      'Este navegador no deja guardar nada en el teléfono: no cierre esta página mientras quede algo por enviar.',
    noRoom:
      'A este teléfono no le queda espacio para guardar: no cierre esta página mientras quede algo por enviar.',
    refused: 'No se aceptó',
    read: 'Quitar',
  },
};
const en: typeof es = {
  title: 'My beat',
  noBeat: 'You have no beat. Talk to your commander.',
  beat: 'Beat',
  contact: 'New contact',
  where: 'Where was it?',
  came: 'What came of it?',
  kinds: {
    ...{ CALLE: 'In the street', VISITA: 'At a home', COMERCIO: 'In a shop', ESCUELA: 'At a school' },
    ...{
      TELEFONO: 'By telephone',
      MENSAJE: 'By message',
      MODULO: 'At the police post',
      REUNION: 'At a neighbourhood meeting',
    },
  },
  outcomes: {
    ...{ ATENDIDO: 'We spoke', NADIE: 'Nobody was there', RECHAZO: 'Did not want to talk' },
    ...{ CANALIZADO: 'Referred', PROBLEMA: 'There is a problem to look into' },
  },
  people: 'People',
  minors: 'Minors',
  minutes: 'Minutes',
  save: 'Save contact',
  back: 'Back',
  tasks: 'What to do now',
  noTasks: 'Nothing is open in your beat, and your unit has not been sent anywhere.',
  unitUntold: 'It is not known whether your unit has been sent to an incident.',
  assigned: 'Assigned to you',
  heard: 'Acknowledge',
  setOut: 'On my way',
  arrived: 'I have arrived',
  cleared: 'I have finished',
  owed: 'Visits due',
  noOwed: 'No visits are due.',
  tried: 'I looked for them',
  ended: 'Follow-up ended',
  followUpOutcomes: {
    ...{ OK: 'All well', NEEDS_SUPPORT: 'Needs support', NOT_FOUND: 'Not found', DECLINED: 'Declined' },
  },
  recent: 'Latest contacts',
  noRecent: 'No contacts yet.',
  queue: {
    reading: 'Reading what was left on this telephone…',
    empty: 'All sent',
    waiting: (count) => `${count} not sent yet: kept here, and sent in order once there is a signal`,
    full: 'This phone cannot keep any more. Find a signal before you carry on.',
    unsafe:
      'This browser does not let the page keep anything on the phone: do not close it while something is still to be sent.',
    noRoom:
      'This phone has no room left to keep anything: do not close this page while something is still to be sent.',
    refused: 'Not accepted',
    read: 'Remove',
  },
};
export const beatWords: Both<typeof es> = { es, en };
