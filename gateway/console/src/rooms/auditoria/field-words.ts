import { callWords } from '../../words/calls.ts';
import { commitmentWords } from '../../words/commitments.ts';
import { decisionWords } from '../../words/decisions.ts';
import { reasonWords } from '../../words/reasons.ts';
import { type Both, useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { useKindWords } from '../kind-words.ts';
import { type ModelWords, NO_MODEL } from './model-words.ts';
import type { Telling } from './told.ts';

const es = {
  ...{ own: 'Código', yes: 'sí', no: 'no' },
  fields: {
    ...{
      id: 'Identificador',
      folio: 'Folio',
      code: '',
      label: 'descripción',
      name: 'Nombre',
      cvegeo: 'clave',
    },
    ...{ priority: 'Prioridad', status: 'Estado', outcome: 'Resultado', reason: 'Motivo', kind: 'Tipo' },
    ...{ initialCode: 'Código inicial', finalCode: 'Código final', calls: 'Llamadas', exercise: 'Simulacro' },
    ...{ occurredAt: 'Ocurrió', reportedAt: 'Se reportó', closedAt: 'Se cerró', endedAt: 'Terminó' },
    ...{ municipality: 'Municipio', beat: 'Cuadrante', homeBeat: 'Cuadrante propio', incident: 'Incidente' },
    ...{ duplicateCalls: 'Llamadas repetidas', responseSeconds: 'Respuesta, en segundos' },
    ...{ reclassifications: 'Correcciones de código', from: 'de', to: 'a', decidedAt: 'Se decidió' },
    ...{ relocations: 'Correcciones de lugar', toMunicipality: 'Municipio nuevo' },
    ...{ reopenings: 'Reaperturas', reopenedAt: 'Se reabrió', dispatches: 'Envíos', unit: 'Unidad' },
    ...{ dispatchedAt: 'Se despachó', arrivedAt: 'Llegó', overrideReason: 'Por qué no la propuesta' },
    ...{ channel: 'Por dónde llegó', startedAt: 'Empezó', proper: 'Procedente', since: 'Desde' },
    ...{ retiredAt: 'Dejó el servicio', edition: 'Edición', version: 'Versión', validFrom: 'Rige desde' },
    ...{ areaKm2: 'Superficie, en km²', population: 'Habitantes', authority: 'Autoridad', rank: 'Grado' },
    ...{ registeredAt: 'Se registró', certificate: 'Certificado', issuedAt: 'Se expidió', valid: 'Vigente' },
    ...{
      validUntil: 'Vence',
      revokedAt: 'Se revocó',
      competences: 'Competencias',
      until: 'Hasta',
      contactedAt: 'Fue el contacto',
    },
    ...{ durationSeconds: 'Duración, en segundos', people: 'Personas', adults: 'adultas', minors: 'menores' },
    ...{
      topics: 'Temas',
      topic: 'Tema',
      ground: 'Por qué se debe',
      firstAttemptBy: 'Primer intento antes de',
    },
    ...{ dueAt: 'Vence el plazo', firstDueAt: 'Primer plazo', overdue: 'Vencido', attempts: 'Intentos' },
    ...{
      attemptDays: 'Días con intento',
      lastAttemptAt: 'Último intento',
      waivedBecause: 'Por qué ya no se debe',
      reopenedBecause: 'Por qué se debe otra vez',
    },
    ...{
      owedBy: 'Quién lo cumple',
      madeAt: 'Se hizo',
      forPeaceTable: 'A la mesa de paz',
      moves: 'Aplazamientos',
    },
    ...{ movedBecause: 'Por qué se aplazó', inTime: 'A tiempo', brokenBecause: 'Por qué no se cumplió' },
  } as Readonly<Record<string, string>>,
  statuses: {
    ...{ RECEIVED: 'Recibida', CLASSIFIED: 'Clasificada', LINKED: 'Ligada', ABANDONED: 'Colgada' },
    ...{ TRANSFERRED: 'Transferida', ACTIVE: 'Vigente', REQUESTED: 'Pedido', OVERDUE: 'Vencido' },
    ...{
      DONE: 'Hecho',
      WAIVED: 'Ya no se debe',
      MADE: 'Pendiente',
      KEPT: 'Cumplido',
      BROKEN: 'No se cumplió',
    },
  },
  outcomes: {
    ...{
      ATENDIDO: 'Se habló',
      NADIE: 'No había nadie',
      RECHAZO: 'No quiso hablar',
      CANALIZADO: 'Canalizado',
    },
    ...{ PROBLEMA: 'Hay un problema que ver', OK: 'Está bien', NEEDS_SUPPORT: 'Necesita apoyo' },
    ...{ NOT_FOUND: 'No se le encontró', DECLINED: 'No quiso' },
  },
};
const en: typeof es = {
  ...{ own: 'Code', yes: 'yes', no: 'no' },
  fields: {
    ...{ id: 'Id', folio: 'Folio', code: '', label: 'description', name: 'Name', cvegeo: 'key' },
    ...{ priority: 'Priority', status: 'Status', outcome: 'Outcome', reason: 'Reason', kind: 'Kind' },
    ...{ initialCode: 'Initial code', finalCode: 'Final code', calls: 'Calls', exercise: 'Exercise' },
    ...{ occurredAt: 'Happened', reportedAt: 'Reported', closedAt: 'Closed', endedAt: 'Ended' },
    ...{ municipality: 'Municipality', beat: 'Beat', homeBeat: 'Home beat', incident: 'Incident' },
    ...{ duplicateCalls: 'Duplicate calls', responseSeconds: 'Response, in seconds' },
    ...{ reclassifications: 'Corrections of the code', from: 'from', to: 'to', decidedAt: 'Decided' },
    ...{ relocations: 'Corrections of the place', toMunicipality: 'New municipality' },
    ...{ reopenings: 'Reopenings', reopenedAt: 'Reopened', dispatches: 'Dispatches', unit: 'Unit' },
    ...{ dispatchedAt: 'Dispatched', arrivedAt: 'Arrived', overrideReason: 'Why not the proposal' },
    ...{ channel: 'How it came in', startedAt: 'Began', proper: 'Genuine', since: 'Since' },
    ...{ retiredAt: 'Left service', edition: 'Edition', version: 'Version', validFrom: 'In force from' },
    ...{ areaKm2: 'Area, in km²', population: 'Inhabitants', authority: 'Authority', rank: 'Rank' },
    ...{ registeredAt: 'Registered', certificate: 'Certificate', issuedAt: 'Issued', valid: 'Valid' },
    ...{
      validUntil: 'Valid until',
      revokedAt: 'Revoked',
      competences: 'Competences',
      until: 'Until',
      contactedAt: 'Time of contact',
    },
    ...{ durationSeconds: 'Duration, in seconds', people: 'People', adults: 'adults', minors: 'minors' },
    ...{ topics: 'Topics', topic: 'Topic', ground: 'Why it is owed', firstAttemptBy: 'First attempt by' },
    ...{ dueAt: 'Due', firstDueAt: 'First due', overdue: 'Overdue', attempts: 'Attempts' },
    ...{
      attemptDays: 'Days with an attempt',
      lastAttemptAt: 'Last attempt',
      waivedBecause: 'Why no longer owed',
      reopenedBecause: 'Why it is owed again',
    },
    ...{
      owedBy: 'Who has to keep it',
      madeAt: 'Made',
      forPeaceTable: 'For the peace table',
      moves: 'Postponements',
    },
    ...{ movedBecause: 'Why postponed', inTime: 'On time', brokenBecause: 'Why not kept' },
  },
  statuses: {
    ...{ RECEIVED: 'Received', CLASSIFIED: 'Classified', LINKED: 'Linked', ABANDONED: 'Hung up' },
    ...{ TRANSFERRED: 'Transferred', ACTIVE: 'In force', REQUESTED: 'Requested', OVERDUE: 'Overdue' },
    ...{ DONE: 'Done', WAIVED: 'No longer owed', MADE: 'Pending', KEPT: 'Kept', BROKEN: 'Not kept' },
  },
  outcomes: {
    ...{ ATENDIDO: 'They spoke', NADIE: 'Nobody was there', RECHAZO: 'Did not want to talk' },
    ...{ CANALIZADO: 'Referred', PROBLEMA: 'There is a problem to look into', OK: 'All well' },
    ...{ NEEDS_SUPPORT: 'Needs support', NOT_FOUND: 'Not found', DECLINED: 'Declined' },
  },
};
const fieldWords: Both<typeof es> = { es, en };

/** How a record's fields are worded: as in other rooms, and in the words of the model that governs its place. */
export function useTelling(model: ModelWords = NO_MODEL): Telling {
  const [words, own, reasons] = [useWords(), useRoomWords(fieldWords), useRoomWords(reasonWords)];
  const [calls, commitments] = [useRoomWords(callWords), useRoomWords(commitmentWords)];
  const [{ grounds }, kinds, timeZone] = [useRoomWords(decisionWords), useKindWords(), useTimeZone()];
  return {
    ...{ fields: own.fields, own: own.own, yes: own.yes, no: own.no, language: words.language, timeZone },
    values: {
      status: { ...own.statuses, ...words.unitStatus, ...words.incidentStatus },
      'dispatches status': words.dispatchStatus,
      ...{ priority: words.priority, outcome: { ...own.outcomes, ...words.outcomes } },
      ...{ reason: reasons, waivedBecause: reasons, overrideReason: words.override },
      ...{ movedBecause: commitments.moveReasons, brokenBecause: commitments.brokenReasons },
      kind: { ...model('UNIT'), ...model('CERTIFICATE'), ...model('CONTACT'), ...kinds },
      rank: model('RANK'),
      ...{ owedBy: commitments.owners, channel: calls.channels, ground: grounds },
    },
  };
}
