import type { Wording } from './wording.ts';

/** Why what is sealed is not opened, or not looked for: the half of a sentence that begins with DENIED_OPENING. */
export const OPENING_DENIALS = {
  PERSON: {
    es: 'lo que se mira para muchos a la vez no abre nada; pídalo usted.',
    en: 'nothing sealed is opened in a view that is shared by many; ask for it yourself.',
  },
  PURPOSE: { es: 'no es para este propósito.', en: 'not for this purpose.' },
  ROLE: { es: 'su función no lo abre.', en: 'your role may not open it.' },
  ENTITY: { es: 'el registro es de otra entidad.', en: 'the record is of another entity.' },
  MUNICIPALITY: {
    es: 'el registro es de otro municipio, o no se sabe que sea del suyo.',
    en: 'the record is of another municipality, or not known to be of yours.',
  },
  TASK: {
    es: 'no es a lo que se le envió ni lo que se le encargó.',
    en: 'you were neither sent to it nor put in charge of it.',
  },
  MASKED: {
    es: 'la tarea terminó hace más de 72 horas.',
    en: 'the task ended more than 72 hours ago.',
  },
  TRAINING: {
    es: 'pide una capacitación que no consta que usted tenga.',
    en: 'it requires training that you are not known to have.',
  },
  STEP_UP: {
    es: 'pide haber entrado con un segundo factor.',
    en: 'it requires signing in with a second factor.',
  },
  DUTY: {
    es: 'su turno terminó; ya se avisó a quien responde por usted.',
    en: 'your shift is over; your supervisor has been told.',
  },
  BLOCKED: { es: 'está bloqueado por una orden.', en: 'it is blocked by an order.' },
  BULK: {
    es: 'abrió registros de demasiadas personas en una hora; ya se avisó a quien responde por usted.',
    en: 'you opened the records of too many people within an hour; your supervisor has been told.',
  },
  SURNAME: {
    es: 'buscó a demasiadas personas de un mismo apellido en una hora; ya se avisó a quien responde por usted.',
    en: 'you searched for too many people with one surname within an hour; your supervisor has been told.',
  },
  OWN_SURNAME: {
    es: 'buscó a una persona con un apellido suyo; que la busque otra persona. Ya se avisó a quien responde por usted.',
    en: 'you searched for a person with your own surname; let somebody else search. Your supervisor has been told.',
  },
  MISPLACED: {
    es: 'lo que está aquí no se selló para este lugar.',
    en: 'this value was not sealed for this place.',
  },
} as const satisfies Record<string, Wording>;

/** What a denial begins with, of a value and of a search for one. */
export const DENIED_OPENING = {
  opened: { es: 'Esto no se le abre aquí: ', en: 'You may not open this here: ' },
  found: { es: 'Esto no lo busca usted aquí: ', en: 'You may not search for this here: ' },
} as const satisfies Record<string, Wording>;

/** Why a command is not executed: the half of a sentence that begins with DENIED_COMMAND. */
export const COMMAND_DENIALS = {
  ROLE: { es: 'su función no lo ejecuta.', en: 'your role may not execute it.' },
  PURPOSE: {
    es: 'su función no actúa para este propósito.',
    en: 'your role may not act for this purpose.',
  },
  ENTITY: OPENING_DENIALS.ENTITY,
  MUNICIPALITY: OPENING_DENIALS.MUNICIPALITY,
  ONESELF: {
    es: 'lo ejecuta solo para sí: su propio servicio, su unidad, sus contactos y sus cuadrantes.',
    en: 'you may execute it only for yourself: your own duty, unit, contacts and beats.',
  },
  STEP_UP: {
    es: 'vuelva a entrar con un segundo factor; vale {minutes} minutos.',
    en: 'sign in again with a second factor; that counts for {minutes} minutes.',
  },
} as const satisfies Record<string, Wording>;

/** What a denied command begins with. */
export const DENIED_COMMAND = {
  es: 'Usted no puede ejecutar {command} aquí: ',
  en: 'You may not execute {command} here: ',
} as const satisfies Wording;

/** What else is not for whoever asks. */
export const DENIALS = {
  FIELD: { es: '{field} no es para su función.', en: 'Your role may not see {field}.' },
  LOGS: {
    es: 'Las bitácoras de accesos se leen bajo una orden para la entidad.',
    en: 'Access logs are read under an order for the entity.',
  },
  POSITIONS: { es: 'Usted no puede reportar posiciones.', en: 'You may not report positions.' },
  SENDING: {
    es: 'Usted no puede enviar una unidad de {municipality}.',
    en: 'You may not send a unit of {municipality}.',
  },
  MOVING: {
    es: 'Usted no puede mover un incidente a {municipality}.',
    en: 'You may not move an incident to {municipality}.',
  },
  ROOM: {
    es: 'Lo que ve la sala de operaciones de esta entidad no es para usted.',
    en: 'You may not see the operations room of this entity.',
  },
  FIGURES: {
    es: 'Las cifras de este lugar no son para usted.',
    en: 'You may not know the figures of this place.',
  },
  MAP: {
    es: 'Dónde están las unidades de este lugar no es para usted.',
    en: 'You may not see where the units of this place are.',
  },
  FILTER_ENTITY: {
    es: 'El filtro pide registros de otra entidad.',
    en: 'The filter asks for records of another entity.',
  },
  FILTER_MUNICIPALITY: {
    es: 'El filtro pide registros de otro municipio.',
    en: 'The filter asks for records of another municipality.',
  },
} as const satisfies Record<string, Wording>;
