import type {
  DataRequestStatus,
  DataResolution,
  DataRight,
  NeedToKnowBasis,
} from '../../documents/documents.gen.ts';
import type { Both } from '../../words/settings.ts';

const es = {
  openings: 'Aperturas de lo sellado por revisar',
  stopsNone: 'A nadie se le interrumpió al abrir datos sellados, o ya se vio.',
  stopsSeen: 'Interrupciones ya vistas',
  seenBy: (role: string) => `la vio: ${role.toLowerCase()}`,
  ago: 'desde hace',
  emergencies: 'Abiertos por urgencia',
  emergenciesNone: 'Nada se ha abierto por urgencia.',
  fromTo: (from: string, to: string) => `${from} a ${to}`,
  needs: 'Quién pide ver un incidente',
  needsNone: 'Nadie espera respuesta. Aquí llega lo que pide un enlace para ver un incidente de la entidad.',
  needsOpen: 'Abiertos ahora',
  needsOpenNone: 'Ningún incidente está abierto a un enlace.',
  needsOver: 'Ya contestadas',
  bases: {
    ...{
      KIDNAPPING: 'Hay una persona privada de la libertad',
      MISSING_PERSON: 'Hay una persona desaparecida',
    },
    ...{ FEDERAL_CRIME: 'Puede ser del fuero federal', ACROSS_STATES: 'Sigue en otra entidad' },
    OWN_FORCE: 'Está implicada gente de su corporación',
  } as Readonly<Record<NeedToKnowBasis, string>>,
  openUntil: (time: string) => `abierto hasta ${time}`,
  refused: (reason: string) => `se negó: ${reason.toLowerCase()}`,
  withdrawn: 'se abrió y se retiró antes',
  lapsed: 'se abrió; ya terminó',
  incident: 'Ver el incidente',
  dataRequests: 'Solicitudes sobre datos personales (ARCO)',
  dataRequestsNone: 'Ninguna espera respuesta ni cumplimiento. La que llega a la oficina se registra arriba.',
  dataRequestsOver: 'Ya negadas o cumplidas',
  right: 'Qué se pide',
  rights: {
    ...{ ACCESS: 'Acceso: saber qué se conserva', RECTIFICATION: 'Rectificación: corregirlo' },
    ...{ CANCELLATION: 'Cancelación: borrarlo', OPPOSITION: 'Oposición: que deje de usarse' },
  } as Readonly<Record<DataRight, string>>,
  folio: 'Folio de la solicitud',
  persons: 'Identificadores de la persona en los registros, si ya se hallaron, separados por espacios',
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
};
const en: typeof es = {
  openings: 'Openings of sealed data to be reviewed',
  stopsNone: 'Nobody was stopped while opening sealed data, or it has been seen.',
  stopsSeen: 'Stops already seen',
  seenBy: (role) => `seen by: ${role.toLowerCase()}`,
  ago: 'for',
  emergencies: 'Opened in an emergency',
  emergenciesNone: 'Nothing has been opened in an emergency.',
  fromTo: (from, to) => `${from} to ${to}`,
  needs: 'Who asks to see an incident',
  needsNone: 'Nobody waits for an answer. What a liaison asks to see of the entity appears here.',
  needsOpen: 'Open now',
  needsOpenNone: 'No incident is open to a liaison.',
  needsOver: 'Answered',
  bases: {
    ...{ KIDNAPPING: 'Somebody is being held', MISSING_PERSON: 'Somebody is missing' },
    ...{ FEDERAL_CRIME: 'It may be a federal matter', ACROSS_STATES: 'It continues in another state' },
    OWN_FORCE: 'People of their own force are involved',
  },
  openUntil: (time) => `open until ${time}`,
  refused: (reason) => `refused: ${reason.toLowerCase()}`,
  withdrawn: 'opened, and withdrawn early',
  lapsed: 'opened; it is over',
  incident: 'See the incident',
  dataRequests: 'Requests about personal data (ARCO)',
  dataRequestsNone: 'None waits for an answer, or to be done. One that reaches the office is recorded above.',
  dataRequestsOver: 'Refused or fulfilled',
  right: 'What is asked for',
  rights: {
    ...{ ACCESS: 'Access: to know what is kept', RECTIFICATION: 'Rectification: to have it corrected' },
    ...{ CANCELLATION: 'Cancellation: to have it erased', OPPOSITION: 'Opposition: to have its use stopped' },
  },
  folio: 'File number of the request',
  persons: 'Identifiers of the person in the records, if already found, separated by spaces',
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
};
export const mandoWords: Both<typeof es> = { es, en };
