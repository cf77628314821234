import type {
  DataRequestStatus,
  DataResolution,
  DataRight,
  KeptPersonState,
  RecordsAct,
  RetentionRule,
} from '../../documents/documents.gen.ts';
import type { Both } from '../../words/settings.ts';

const es = {
  dataRequests: 'Solicitudes sobre datos personales (ARCO)',
  dataRequestsNone: 'Ninguna espera respuesta ni cumplimiento. La que llega a la oficina se registra arriba.',
  dataRequestsOver: 'Ya negadas o cumplidas',
  right: 'Qué se pide',
  rights: {
    ...{ ACCESS: 'Acceso: saber qué se conserva', RECTIFICATION: 'Rectificación: corregirlo' },
    ...{ CANCELLATION: 'Cancelación: borrarlo', OPPOSITION: 'Oposición: que deje de usarse' },
  } as Readonly<Record<DataRight, string>>,
  folio: 'Folio de la solicitud',
  personsField: 'Identificadores de la persona en los registros, si ya se hallaron, separados por espacios',
  morePersons: 'Otros identificadores de la persona, hallados después, separados por espacios',
  noPersons:
    'Van los identificadores de los registros (entidad-uuid), separados por espacios; nunca nombres.',
  personsNamed: (count: number) =>
    count === 0
      ? 'sin personas halladas'
      : count === 1
        ? '1 identificador de la persona'
        : `${count} identificadores de la persona`,
  dataStatuses: {
    ...{ RECEIVED: 'por contestar', GRANTED: 'concedida, por cumplir' },
    ...{ REFUSED: 'negada', FULFILLED: 'cumplida' },
  } as Readonly<Record<DataRequestStatus, string>>,
  resolution: 'Respuesta',
  resolutions: {
    ...{ GRANTED: 'Se concede toda', PARTLY: 'Se concede en parte', REFUSED: 'Se niega' },
  } as Readonly<Record<DataResolution, string>>,
  answerIn: (time: string, late: boolean) =>
    late ? `venció hace ${time} sin respuesta` : `se contesta en ${time}`,
  doneIn: (time: string, late: boolean) =>
    late ? `venció hace ${time} sin cumplirse` : `se cumple en ${time}`,
  extended: 'con plazo ampliado',
  reopened: (reason: string) => `se retiró su último paso: ${reason.toLowerCase()}`,
  look: 'Ver a la persona',
  person: 'Una persona',
  find: 'Identificador de la persona, como lo dan los registros',
  findGo: 'Buscar',
  one: 'Va un identificador de un registro de esta entidad (entidad-uuid); nunca un nombre.',
  lead: 'Aquí se bloquea, se conserva o se suprime lo que la plataforma guarda de una persona. Conservar y suprimir lo piden dos: una persona pide y otra confirma, en 24 horas. Cada decisión pide haber entrado hace poco con un segundo factor.',
  stepUp: 'Entrar otra vez, y volver aquí',
  nothingYet: 'Nada se ha decidido de sus datos: los abre quien tiene derecho.',
  states: {
    ...{ ACTIVE: 'los abre quien tiene derecho', SEALED: 'bloqueados: nadie los abre' },
    ...{ ERASING: 'se están suprimiendo', DESTROYED: 'suprimidos' },
  } as Readonly<Record<KeptPersonState, string>>,
  acts: {
    HOLD: 'Se pidió conservarlos',
    RELEASE: 'Se pidió ya no conservarlos',
    ERASE: 'Se pidió suprimirlos',
  } as Readonly<Record<RecordsAct, string>>,
  askedBy: (order: string, who: string) => `por ${order}, lo pidió ${who}`,
  confirmIn: (time: string, late: boolean) =>
    late ? `caducó hace ${time}: se pide otra vez` : `otra persona confirma en ${time}`,
  rules: {
    ...{ IMPROPER_CALLER: 'quien llamó sin que hubiera incidente', PROPER_CALLER: 'quien llamó' },
    ...{ INCIDENT_DESCRIPTION: 'lo que se dijo de un incidente', FOLLOW_UP_VICTIM: 'una víctima' },
    ...{ FOLLOW_UP_VICTIM_OF_VIOLENCE: 'una víctima de violencia', GROUP_MEMBER: 'parte de un grupo' },
    ...{ CONTACT_BY_CONSENT: 'con quien se habló', TRAINING_DOSSIER: 'un elemento que dejó el servicio' },
  } as Readonly<Partial<Record<RetentionRule, string>>>,
  timeOver: (of: string, at: string) => `terminó el plazo de conservación (${of}) el ${at}`,
  timeOverUnnamed: 'su registro',
  destroyFrom: (at: string) => `se puede suprimir desde el ${at}`,
  blockedBy: (order: string) => `bloqueados por ${order}`,
  heldBy: (order: string, owner: string) => `se conservan por ${order}, para ${owner}`,
  reviewBy: (at: string) => `se revisa antes del ${at}`,
  reviewDue: 'ya toca revisarlo',
  notYet: 'falta alcanzar sus llaves: se reintenta solo',
  erasedBy: (order: string, ground: string) => `por ${order} · ${ground.toLowerCase()}`,
  certificate: 'Certificado',
  certified: (keys: number, at: string) =>
    keys === 1 ? `1 llave destruida, firmado el ${at}` : `${keys} llaves destruidas, firmado el ${at}`,
  binding: 'Prueba de que es esta persona',
  keys: 'Huella de las llaves',
  signature: 'Firma',
  order: 'Número de la orden o del expediente',
  owner: 'Clave de la autoridad que lo pide',
  act: 'Qué se confirma',
  waiting: 'Esperan a otra persona',
  waitingNone: 'Nadie espera una segunda decisión.',
  due: 'Terminó su plazo: toca decidir',
  dueNone: 'De nadie ha terminado el plazo de conservación.',
  held: 'Se conservan por una orden',
  heldNone: 'De nadie se conservan por una orden.',
  blocked: 'Bloqueados',
  blockedNone: 'De nadie están bloqueados.',
  erased: 'Suprimidos, con su certificado',
  erasedNone: 'De nadie se han suprimido.',
  persons: 'Lo decidido sobre personas',
};
const en: typeof es = {
  dataRequests: 'Requests about personal data (ARCO)',
  dataRequestsNone: 'None waits for an answer, or to be done. One that reaches the office is recorded above.',
  dataRequestsOver: 'Refused or fulfilled',
  right: 'What is asked for',
  rights: {
    ...{ ACCESS: 'Access: to know what is kept', RECTIFICATION: 'Rectification: to have it corrected' },
    ...{ CANCELLATION: 'Cancellation: to have it erased', OPPOSITION: 'Opposition: to have its use stopped' },
  },
  folio: 'File number of the request',
  personsField: 'Identifiers of the person in the records, if already found, separated by spaces',
  morePersons: 'Further identifiers of the person, found since, separated by spaces',
  noPersons: 'Identifiers of the records (entity-uuid), separated by spaces; never names.',
  personsNamed: (count) =>
    count === 0
      ? 'no person found'
      : count === 1
        ? '1 identifier of the person'
        : `${count} identifiers of the person`,
  dataStatuses: {
    ...{ RECEIVED: 'to be answered', GRANTED: 'granted, to be done', REFUSED: 'refused', FULFILLED: 'done' },
  },
  resolution: 'Answer',
  resolutions: { GRANTED: 'All is granted', PARTLY: 'A part is granted', REFUSED: 'It is refused' },
  answerIn: (time, late) => (late ? `overdue by ${time}, not answered` : `to be answered in ${time}`),
  doneIn: (time, late) => (late ? `overdue by ${time}, not done` : `to be done in ${time}`),
  extended: 'with more time',
  reopened: (reason) => `its last step was taken back: ${reason.toLowerCase()}`,
  look: 'See the person',
  person: 'One person',
  find: 'Identifier of the person, as the records give it',
  findGo: 'Find',
  one: 'One identifier of a record of this entity (entity-uuid); never a name.',
  lead: 'Here what the platform keeps on a person is blocked, held or erased. Holding and erasing take two: one person asks and another confirms, within 24 hours. Each decision takes having signed in recently with a second factor.',
  stepUp: 'Sign in again, and come back here',
  nothingYet: 'Nothing was decided of their data: those with the right open them.',
  states: {
    ...{ ACTIVE: 'open to those with the right', SEALED: 'blocked: open to nobody' },
    ...{ ERASING: 'being erased', DESTROYED: 'erased' },
  },
  acts: {
    HOLD: 'Asked to be held',
    RELEASE: 'Asked to be held no longer',
    ERASE: 'Asked to be erased',
  },
  askedBy: (order, who) => `under ${order}, asked for by ${who}`,
  confirmIn: (time, late) =>
    late ? `lapsed ${time} ago: it is asked for again` : `another person confirms within ${time}`,
  rules: {
    ...{ IMPROPER_CALLER: 'a caller without an incident', PROPER_CALLER: 'a caller' },
    ...{ INCIDENT_DESCRIPTION: 'what was told of an incident', FOLLOW_UP_VICTIM: 'a victim' },
    ...{ FOLLOW_UP_VICTIM_OF_VIOLENCE: 'a victim of violence', GROUP_MEMBER: 'a member of a group' },
    ...{ CONTACT_BY_CONSENT: 'a person spoken with', TRAINING_DOSSIER: 'an officer who left the service' },
  },
  timeOver: (of, at) => `the time of retention (${of}) ended on ${at}`,
  timeOverUnnamed: 'their record',
  destroyFrom: (at) => `may be erased from ${at} on`,
  blockedBy: (order) => `blocked under ${order}`,
  heldBy: (order, owner) => `held under ${order}, for ${owner}`,
  reviewBy: (at) => `to be reviewed by ${at}`,
  reviewDue: 'its review is due',
  notYet: 'its keys were not reached yet: it is retried by itself',
  erasedBy: (order, ground) => `under ${order} · ${ground.toLowerCase()}`,
  certificate: 'Certificate',
  certified: (keys, at) =>
    keys === 1 ? `1 key destroyed, signed on ${at}` : `${keys} keys destroyed, signed on ${at}`,
  binding: 'Proof that it is this person',
  keys: 'Fingerprint of the keys',
  signature: 'Signature',
  order: 'Number of the order or the file',
  owner: 'Code of the authority that asks for it',
  act: 'What is confirmed',
  waiting: 'Waiting for another person',
  waitingNone: 'Nobody waits for a second decision.',
  due: 'Their time is over: to be decided',
  dueNone: 'Nobody’s time of retention is over.',
  held: 'Held under an order',
  heldNone: 'Nobody’s are held under an order.',
  blocked: 'Blocked',
  blockedNone: 'Nobody’s are blocked.',
  erased: 'Erased, with the certificate',
  erasedNone: 'Nobody’s were erased.',
  persons: 'What was decided of persons',
};
export const dataWords: Both<typeof es> = { es, en };
