import type {
  DispatchCancelReason,
  ReopeningReason,
  RndDelayReason,
  SupportEnd,
  SupportKind,
} from '../documents/documents.gen.ts';
import type { Both } from './settings.ts';

const es = {
  cleared: 'Terminó',
  takeBack: 'Cancelar envío',
  why: 'Por qué',
  cancelReasons: {
    ...{ NOT_NEEDED: 'Ya no hace falta', CLOSER_UNIT: 'Otra está más cerca' },
    ...{ HIGHER_PRIORITY: 'Algo más grave', UNIT_UNAVAILABLE: 'La unidad no puede ir' },
    SENT_BY_MISTAKE: 'Se envió por error',
  } as Readonly<Record<DispatchCancelReason, string>>,
  notArrived: 'No llegó: fue un error',
  reassigned: 'se retira de otro incidente',
  propose: 'Pedir otra propuesta',
  support: 'Pedir apoyo',
  supportAsked: (kinds: string) => `Apoyo pedido: ${kinds}`,
  supportAwaited: 'Apoyo que se espera',
  supportBy: { room: 'lo pidió la sala', platform: 'lo pidió la plataforma' },
  supportAnswer: (kind: string) => `Anotar la respuesta: ${kind}`,
  supportEnds: {
    ...{ ANSWERED: 'Ya llegó o viene', DECLINED: 'No puede venir', WITHDRAWN: 'Ya no hace falta' },
  } as Readonly<Record<SupportEnd, string>>,
  supportKinds: {
    ...{ POLICE: 'Policía', MEDICAL: 'Médico', FIRE: 'Bomberos', STATE: 'Estatal', FEDERAL: 'Federal' },
  } as Readonly<Record<SupportKind, string>>,
  reopen: 'Reabrir',
  reopenReasons: {
    ...{ CLOSED_BY_MISTAKE: 'Se cerró por error', NEW_INFORMATION: 'Información nueva' },
    ...{ NOT_ATTENDED: 'No se atendió', STILL_GOING_ON: 'Sigue ocurriendo' },
  } as Readonly<Record<ReopeningReason, string>>,
  rnd: 'Número del Registro Nacional de Detenciones',
  rndDelay: 'O por qué falta todavía',
  rndDelays: {
    ...{ NO_CONNECTION: 'Sin conexión', REGISTER_DOWN: 'El registro no responde' },
    ...{ REMOTE_PLACE: 'Lugar apartado', MASS_DETENTION: 'Muchas detenciones' },
    MEDICAL_CARE: 'Atención médica',
  } as Readonly<Record<RndDelayReason, string>>,
  hasNumber: '— tiene número —',
  followUps: 'Seguimiento a víctimas',
  followUpLate: 'vencido',
  followUpBy: (date: string) => `antes del ${date}`,
  grounds: {
    VIOLENCE: 'Violencia familiar, sexual o de género',
    VIOLENT_ROBBERY: 'Robo con violencia',
    OTHER_VICTIM: 'Otra víctima',
  } as Readonly<Record<string, string>>,
  log: 'Bitácora de actividad',
  alike: 'Parecidos y cercanos',
  whole: 'Vida completa del registro',
};
const en: typeof es = {
  cleared: 'Finished',
  takeBack: 'Cancel dispatch',
  why: 'Why',
  cancelReasons: {
    ...{ NOT_NEEDED: 'No longer needed', CLOSER_UNIT: 'Another unit is closer' },
    ...{ HIGHER_PRIORITY: 'Something more serious', UNIT_UNAVAILABLE: 'The unit cannot go' },
    SENT_BY_MISTAKE: 'Sent by mistake',
  },
  notArrived: 'Did not arrive: entered by mistake',
  reassigned: 'will be taken off another incident',
  propose: 'Ask for another proposal',
  support: 'Ask for support',
  supportAsked: (kinds) => `Support asked for: ${kinds}`,
  supportAwaited: 'Support awaited',
  supportBy: { room: 'asked for by the room', platform: 'asked for by the platform' },
  supportAnswer: (kind) => `Record the answer: ${kind}`,
  supportEnds: {
    ...{ ANSWERED: 'It has come, or is coming', DECLINED: 'It cannot come' },
    WITHDRAWN: 'It is no longer needed',
  },
  supportKinds: { POLICE: 'Police', MEDICAL: 'Medical', FIRE: 'Fire', STATE: 'State', FEDERAL: 'Federal' },
  reopen: 'Reopen',
  reopenReasons: {
    ...{ CLOSED_BY_MISTAKE: 'Closed by mistake', NEW_INFORMATION: 'New information' },
    ...{ NOT_ATTENDED: 'Nobody attended', STILL_GOING_ON: 'Still going on' },
  },
  rnd: 'Number of the national register of detentions',
  rndDelay: 'Or why it is still missing',
  rndDelays: {
    ...{ NO_CONNECTION: 'No connection', REGISTER_DOWN: 'The register is not answering' },
    ...{ REMOTE_PLACE: 'Remote place', MASS_DETENTION: 'Many detentions', MEDICAL_CARE: 'Medical care' },
  },
  hasNumber: '— it has a number —',
  followUps: 'Follow-up with victims',
  followUpLate: 'overdue',
  followUpBy: (date) => `by ${date}`,
  grounds: {
    VIOLENCE: 'Family, sexual or gender violence',
    VIOLENT_ROBBERY: 'Robbery with violence',
    OTHER_VICTIM: 'Another victim',
  },
  log: 'Activity log',
  alike: 'Similar and nearby',
  whole: 'Full history of the record',
};
export const decisionWords: Both<typeof es> = { es, en };
