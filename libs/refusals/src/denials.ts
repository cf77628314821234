import type { Wording } from './wording.ts';

/** Why what is sealed is not opened, or not looked for: the half of a sentence that begins with DENIED_OPENING. */
export const OPENING_DENIALS = {
  PERSON: {
    es: 'lo que se mira para muchos a la vez no abre nada; pídalo usted.',
    en: 'what is watched for many at once opens nothing; ask for it yourself.',
  },
  PURPOSE: { es: 'no es para este propósito.', en: 'not for this purpose.' },
  ROLE: { es: 'su función no lo abre.', en: 'your role does not open it.' },
  ENTITY: { es: 'el registro es de otra entidad.', en: 'the record is of another entity.' },
  MUNICIPALITY: {
    es: 'el registro es de otro municipio, o no se sabe que sea del suyo.',
    en: 'the record is of another municipality, or not known to be of yours.',
  },
  TASK: {
    es: 'no es a lo que se le envió ni lo que se le encargó.',
    en: 'it is not what you were sent for or charged with.',
  },
  MASKED: {
    es: 'la tarea terminó hace más de 72 horas.',
    en: 'the task ended more than 72 hours ago.',
  },
  TRAINING: {
    es: 'pide una capacitación que no consta que usted tenga.',
    en: 'it asks for a training that you are not known to have.',
  },
  STEP_UP: {
    es: 'pide haber entrado con un segundo factor.',
    en: 'it asks for signing in with a second factor.',
  },
  BLOCKED: { es: 'está bloqueado por una orden.', en: 'it is blocked by an order.' },
  BULK: {
    es: 'abrió registros de demasiadas personas en una hora; queda anotado para los auditores.',
    en: 'you opened the records of too many persons within an hour; it is noted for the auditors.',
  },
  MISPLACED: {
    es: 'lo que está aquí no se selló para este lugar.',
    en: 'what lies here was not sealed for this place.',
  },
} as const satisfies Record<string, Wording>;

/** What a denial begins with, of a value and of a search for one. */
export const DENIED_OPENING = {
  opened: { es: 'Esto no se le abre aquí: ', en: 'This is not opened to you here: ' },
  found: { es: 'Esto no lo busca usted aquí: ', en: 'You do not look for this here: ' },
} as const satisfies Record<string, Wording>;
