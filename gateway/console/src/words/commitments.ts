import type {
  CommitmentBrokenReason,
  CommitmentKind,
  CommitmentMoveReason,
  CommitmentOwner,
} from '../documents/documents.gen.ts';
import type { Both } from './settings.ts';

/** What was promised to citizens, as an officer and a commander say it. */
const es = {
  title: 'Compromisos',
  none: 'No hay compromisos pendientes.',
  make: 'Nuevo compromiso',
  what: '¿A qué se comprometió?',
  who: '¿Quién lo cumple?',
  when: '¿Para cuándo?',
  save: 'Guardar compromiso',
  kinds: {
    ...{ VISIT: 'Volver a visitar', ANSWER: 'Llevar una respuesta', PRESENCE: 'Estar presente' },
    ...{ MEETING: 'Reunirse', SERVICE: 'Que se arregle un servicio', REFERRAL: 'Llevarlo a otra autoridad' },
  } as Readonly<Record<CommitmentKind, string>>,
  owners: {
    ...{ POLICE: 'La policía', MUNICIPALITY: 'El municipio', STATE: 'El estado' },
    ...{ FEDERATION: 'La federación', NEIGHBOURS: 'Los vecinos' },
  } as Readonly<Record<CommitmentOwner, string>>,
  terms: { 1: 'Mañana', 3: 'En 3 días', 7: 'En una semana', 15: 'En 15 días', 30: 'En 30 días' },
  kept: 'Se cumplió',
  noLonger: (name: string) => `Ya no se debe: ${name}`,
  stillOwed: 'Sigue pendiente: fue un error',
  move: 'Cambiar la fecha',
  longer: '¿Cuánto más?',
  longerTerms: {
    ...{ 1: 'Un día más', 3: '3 días más', 7: 'Una semana más', 15: '15 días más', 30: '30 días más' },
  },
  earlier: '¿Cuánto antes?',
  earlierTerms: {
    ...{ 1: 'Un día antes', 3: '3 días antes', 7: 'Una semana antes' },
    ...{ 15: '15 días antes', 30: '30 días antes' },
  },
  breakOff: 'No se cumplirá',
  why: 'Por qué',
  moveReasons: {
    ...{ CITIZENS_ASKED: 'La gente lo pidió', MORE_TIME_NEEDED: 'Toma más tiempo' },
    ...{ NO_MEANS: 'Faltan personas o medios', WAITING_FOR_OTHERS: 'Depende de alguien más' },
    RECORDED_BY_MISTAKE: 'La fecha se anotó mal: es antes',
  } as Readonly<Record<CommitmentMoveReason, string>>,
  brokenReasons: {
    ...{ NOT_POSSIBLE: 'No se puede hacer', NO_MEANS: 'Faltan personas o medios' },
    ...{ OTHERS_DID_NOT: 'Quien debía cumplirlo no lo hizo', NOT_WANTED: 'La gente ya no lo quiere' },
    MADE_BY_MISTAKE: 'Nunca se dio',
  } as Readonly<Record<CommitmentBrokenReason, string>>,
  moved: (times: number) => (times === 1 ? 'aplazado una vez' : `aplazado ${times} veces`),
  table: 'a la mesa de paz',
  late: 'compromisos vencidos',
  life: 'Ver su vida',
};
const en: typeof es = {
  title: 'Commitments',
  none: 'No commitments are pending.',
  make: 'New commitment',
  what: 'What was promised?',
  who: 'Who is to keep it?',
  when: 'By when?',
  save: 'Save commitment',
  kinds: {
    ...{ VISIT: 'Visit again', ANSWER: 'Bring an answer', PRESENCE: 'Be present' },
    ...{ MEETING: 'Meet', SERVICE: 'Get a service repaired', REFERRAL: 'Refer it to another authority' },
  },
  owners: {
    ...{ POLICE: 'The police', MUNICIPALITY: 'The municipality', STATE: 'The state' },
    ...{ FEDERATION: 'The federation', NEIGHBOURS: 'The neighbours' },
  },
  terms: { 1: 'Tomorrow', 3: 'In 3 days', 7: 'In a week', 15: 'In 15 days', 30: 'In 30 days' },
  kept: 'Kept',
  noLonger: (name) => `No longer owed: ${name}`,
  stillOwed: 'Still pending: tapped by mistake',
  move: 'Change the date',
  longer: 'By how much?',
  longerTerms: {
    ...{ 1: 'One more day', 3: '3 more days', 7: 'One more week', 15: '15 more days', 30: '30 more days' },
  },
  earlier: 'How much earlier?',
  earlierTerms: {
    ...{ 1: 'One day earlier', 3: '3 days earlier', 7: 'One week earlier' },
    ...{ 15: '15 days earlier', 30: '30 days earlier' },
  },
  breakOff: 'Will not be kept',
  why: 'Why',
  moveReasons: {
    ...{ CITIZENS_ASKED: 'People asked for it', MORE_TIME_NEEDED: 'It takes longer' },
    ...{ NO_MEANS: 'Not enough people or means', WAITING_FOR_OTHERS: 'It depends on others' },
    RECORDED_BY_MISTAKE: 'The date was put down wrongly: it is earlier',
  },
  brokenReasons: {
    ...{ NOT_POSSIBLE: 'It cannot be done', NO_MEANS: 'Not enough people or means' },
    ...{ OTHERS_DID_NOT: 'Whoever was to keep it did not', NOT_WANTED: 'People no longer want it' },
    MADE_BY_MISTAKE: 'It was never made',
  },
  moved: (times) => (times === 1 ? 'postponed once' : `postponed ${times} times`),
  table: 'for the peace table',
  late: 'overdue commitments',
  life: 'See its history',
};
export const commitmentWords: Both<typeof es> = { es, en };
