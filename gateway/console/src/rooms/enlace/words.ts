import type { Both } from '../../words/settings.ts';

const es = {
  ask: 'Pedir ver un incidente',
  lead: 'Lo contesta quien manda en la entidad dueña del incidente, que le dice su identificador.',
  incident: 'Identificador del incidente, o su dirección en la consola',
  noIncident:
    'Ahí no hay un identificador de incidente: son dos dígitos, un guion y 36 letras y números, como en la dirección.',
  basis: 'Por qué',
  folio: 'Número del requerimiento: mayúsculas, dígitos y / _ . -',
  mine: 'Lo que usted pidió',
  waiting: 'Esperan respuesta',
  waitingNone: 'Nada espera respuesta.',
  open: 'Abiertos para usted',
  openNone: 'Ningún incidente está abierto para usted.',
  over: 'Ya contestadas',
  see: 'Ver el incidente',
  closed: 'Este incidente no está abierto para usted: no lo pidió, no se lo han concedido, o ya terminó.',
  purpose: (name: string) =>
    `Está abierto para usted con la finalidad ${name}, que queda anotada en todo lo que lea.`,
  declare: (name: string) => `Verlo para: ${name}`,
  sealed: 'Lo sellado',
};
const en: typeof es = {
  ask: 'Ask to see an incident',
  lead: 'Whoever commands in the entity that owns the incident answers; they tell you its identifier.',
  incident: 'Identifier of the incident, or its address in the console',
  noIncident:
    'There is no identifier of an incident in it: two digits, a dash, and 36 letters and digits, as in the address.',
  basis: 'Why',
  folio: 'Number of the requirement: capitals, digits and / _ . -',
  mine: 'What you asked for',
  waiting: 'Waiting for an answer',
  waitingNone: 'Nothing waits for an answer.',
  open: 'Open to you',
  openNone: 'No incident is open to you.',
  over: 'Answered',
  see: 'See the incident',
  closed: 'This incident is not open to you: you did not ask, it was not granted, or it is over.',
  purpose: (name) =>
    `It is open to you for the purpose ${name}, which is noted with everything that you read.`,
  declare: (name) => `See it for: ${name}`,
  sealed: 'What is sealed',
};
export const liaisonWords: Both<typeof es> = { es, en };
