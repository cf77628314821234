import { cnie, CNIE_CURRENT, cnieVersionAt, isSensitive } from '@proximidad/catalogues';
import { Candidate, Outcome, PriorityCode } from '@proximidad/contracts';
import { aggregate, Instant, localDate, PublicId, reject } from '@proximidad/eventsourcing';
import { z } from 'zod';
import {
  type Corrigible,
  ReclassifyIncident,
  reclassify,
  RelocateIncident,
  relocate,
} from './corrections.ts';
import {
  againstFact,
  cleared,
  type DispatchJob,
  isActive,
  isLate,
  type UnitFact,
  withFact,
} from './dispatch-job.ts';
import {
  CALLS_MAX,
  CancelReason,
  CANDIDATES_MAX,
  type IncidentEvent,
  incidentEvents,
  OverrideReason,
  PriorityReason,
  RndDelayReason,
  VICTIMS_MAX,
} from './incident-events.ts';
import { CnieCode, Folio, isInForce, isProper, Place } from './values.ts';

/** Together they keep a stream below 1,000 events: five a dispatch, one a change or a proposal. */
export const DISPATCHES_MAX = 120;
export const CHANGES_MAX = 100;
export const PROPOSALS_MAX = 100;

/** "Simulacro": the one code of type 6 that may be reported as an incident, and only as a drill (BR-I14). */
const DRILL = '60210';

// ---- commands -------------------------------------------------------------

const unitReport = { unitId: PublicId, at: Instant };

export const IncidentCommand = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ReportIncident'),
    callIds: z.array(PublicId).max(CALLS_MAX),
    place: Place,
    code: CnieCode,
    /** Null for the catalogue's. */
    priority: PriorityCode.nullable(),
    folio: Folio.nullable(),
    exercise: z.boolean(),
    happenedAt: Instant,
    callStartedAt: Instant.nullable(),
    at: Instant,
  }),
  z.object({ type: z.literal('ChangePriority'), to: PriorityCode, reason: PriorityReason, at: Instant }),
  z.object({
    type: z.literal('NotePatrolCandidates'),
    candidates: z.array(Candidate).max(CANDIDATES_MAX),
    modelVersion: z.string().max(40),
    at: Instant,
  }),
  z.object({
    type: z.literal('DispatchPatrol'),
    jobId: z.uuid(),
    overrideReason: OverrideReason.nullable(),
    ...unitReport,
  }),
  z.object({ type: z.literal('AcknowledgeDispatch'), ...unitReport }),
  z.object({ type: z.literal('ReportEnRoute'), ...unitReport }),
  z.object({ type: z.literal('ReportArrival'), ...unitReport }),
  z.object({ type: z.literal('CancelDispatch'), reason: CancelReason, ...unitReport }),
  z.object({
    type: z.literal('CloseIncident'),
    outcome: Outcome,
    finalCode: CnieCode,
    victims: z.int().min(0).max(VICTIMS_MAX),
    rndDelayReason: RndDelayReason.nullable(),
    at: Instant,
  }),
  ReclassifyIncident,
  RelocateIncident,
]);
export type IncidentCommand = z.infer<typeof IncidentCommand>;
type Command<Type extends IncidentCommand['type']> = Extract<IncidentCommand, { type: Type }>;

// ---- state ----------------------------------------------------------------

interface Reported {
  readonly priority: z.infer<typeof PriorityCode>;
  readonly initialCode: string;
  readonly place: Pick<Place, 'municipality' | 'beatId'>;
  readonly exercise: boolean;
  readonly happenedAt: Instant;
  readonly reportedAt: Instant;
  /** Of the latest proposal. */
  readonly proposed: readonly string[];
  /** The latest job of each unit. */
  readonly jobs: Readonly<Record<string, DispatchJob>>;
  readonly dispatches: number;
  readonly changes: number;
  readonly proposals: number;
}

export type Incident =
  | { readonly status: 'none' }
  | ({ readonly status: 'open' } & Reported)
  | ({ readonly status: 'closed' } & Reported & Corrigible);
type Open = Extract<Incident, { status: 'open' }>;

export const incident = aggregate({
  category: 'incident',
  commands: IncidentCommand,
  events: incidentEvents,
  initialState: { status: 'none' } as Incident,
  decide,
  evolve,
});

// ---- decisions ------------------------------------------------------------

function decide(state: Incident, command: IncidentCommand) {
  switch (command.type) {
    case 'ReportIncident':
      return state.status === 'none' ? report(command) : alreadyReported();
    case 'ChangePriority':
      return state.status === 'open' ? changePriority(state, command) : notOpen(state);
    case 'NotePatrolCandidates':
      return state.status === 'open' ? propose(state, command) : notOpen(state);
    case 'DispatchPatrol':
      return state.status === 'open' ? dispatch(state, command) : notOpen(state);
    case 'AcknowledgeDispatch':
      return unitFact(state, command, 'ACKNOWLEDGED');
    case 'ReportEnRoute':
      return unitFact(state, command, 'EN_ROUTE');
    case 'ReportArrival':
      return unitFact(state, command, 'ARRIVED');
    case 'CancelDispatch':
      return state.status === 'open' ? cancel(state, command) : notOpen(state);
    case 'CloseIncident':
      return state.status === 'open' ? close(state, command) : notOpen(state);
    case 'ReclassifyIncident':
      return state.status === 'closed' ? reclassify(state, command) : notClosed(state);
    case 'RelocateIncident':
      return state.status === 'closed' ? relocate(state, command) : notClosed(state);
  }
}

function report({ code, place, priority, exercise, at, ...facts }: Command<'ReportIncident'>) {
  const entry = cnie(code);
  if (!entry) return reject('UnknownCode', `El catálogo vigente no tiene el código ${code}.`);
  if (!isProper(code) && code !== DRILL) {
    return reject('NotAnIncidentCode', 'Los tipos 6 y 7 son llamadas sin incidente.', 'BR-I1');
  }
  if (place.point !== null && isSensitive(code)) {
    return reject('PointOnSensitiveKind', 'De esta clase de hechos no se guarda el punto.');
  }
  const { callIds, folio, happenedAt, callStartedAt } = facts;
  return [
    {
      type: 'IncidentReported' as const,
      callIds,
      place,
      initialCode: code,
      catalogueVersion: CNIE_CURRENT,
      priority: priority ?? entry.priority,
      folio,
      exercise: exercise || code === DRILL,
      happenedAt,
      callStartedAt,
      reportedAt: at,
    },
  ];
}

function changePriority(state: Open, { to, reason, at }: Command<'ChangePriority'>) {
  if (state.priority === to) return [];
  if (state.changes >= CHANGES_MAX) {
    return reject('TooManyChanges', `La prioridad cambió ya ${CHANGES_MAX} veces.`);
  }
  const { priority: from, exercise } = state;
  return [{ type: 'PriorityChanged' as const, from, to, reason, exercise, changedAt: at }];
}

function propose(state: Open, { candidates, modelVersion, at }: Command<'NotePatrolCandidates'>) {
  if (state.exercise) return exerciseIncident();
  if (state.proposals >= PROPOSALS_MAX) {
    return reject('TooManyProposals', `Ya hay ${PROPOSALS_MAX} propuestas para este incidente.`);
  }
  return [{ type: 'PatrolProposed' as const, candidates, modelVersion, proposedAt: at }];
}

function dispatch(state: Open, { jobId, unitId, overrideReason, at }: Command<'DispatchPatrol'>) {
  if (state.exercise) return exerciseIncident();
  const job = state.jobs[unitId];
  if (job && isActive(job))
    return reject('AlreadyDispatched', 'La unidad ya está despachada a este incidente.');
  if (state.dispatches >= DISPATCHES_MAX) {
    return reject('TooManyDispatches', `Ya hay ${DISPATCHES_MAX} despachos en este incidente.`);
  }
  const proposalAccepted = state.proposed.includes(unitId);
  if (!proposalAccepted && overrideReason === null) {
    return reject('OverrideReasonRequired', 'La unidad no está en la propuesta: indique el motivo.', 'BR-I4');
  }
  return [
    {
      type: 'PatrolDispatched' as const,
      jobId,
      unitId,
      proposalAccepted,
      overrideReason: proposalAccepted ? null : overrideReason,
      dispatchedAt: at,
    },
  ];
}

/** BR-I5: facts may come late and out of order; each is recorded once and keeps its own time. */
function unitFact(
  state: Incident,
  { unitId, at }: { readonly unitId: string; readonly at: Instant },
  fact: UnitFact,
) {
  if (state.status === 'none') return notOpen(state);
  const job = state.jobs[unitId];
  const against = againstFact(job, at, state.status === 'closed' ? state.closedAt : null);
  if (against) return against;
  if (!job || job.told.includes(fact)) return [];
  const told = { jobId: job.jobId, unitId, late: isLate(job, fact) };
  switch (fact) {
    case 'ACKNOWLEDGED':
      return [{ type: 'DispatchAcknowledged' as const, ...told, acknowledgedAt: at }];
    case 'EN_ROUTE':
      return [{ type: 'UnitEnRoute' as const, ...told, enRouteAt: at }];
    case 'ARRIVED':
      return [{ type: 'UnitArrived' as const, ...told, arrivedAt: at }];
  }
}

function cancel(state: Open, { unitId, reason, at }: Command<'CancelDispatch'>) {
  const job = state.jobs[unitId];
  const against = againstFact(job, at, null);
  if (against) return against;
  if (!job || job.status === 'ARRIVED') {
    return reject('AlreadyArrived', 'La unidad ya llegó: su despacho no se cancela.', 'BR-I5');
  }
  return [{ type: 'DispatchCancelled' as const, jobId: job.jobId, unitId, reason, cancelledAt: at }];
}

function close(state: Open, command: Command<'CloseIncident'>) {
  const { outcome, finalCode, victims, rndDelayReason, at } = command;
  if (at.ms < state.reportedAt.ms) {
    return reject('ClosedBeforeReported', 'El cierre es anterior al reporte.', 'BR-I5');
  }
  if (!isInForce(finalCode, state.happenedAt)) {
    return reject(
      'CodeNotInForce',
      `El código ${finalCode} no estaba vigente en la fecha del hecho.`,
      'BR-I12',
    );
  }
  if (outcome === 'DETAINED' && rndDelayReason === null) {
    return reject(
      'RndRequired',
      'Una detención se cierra con su registro o con el motivo de su demora.',
      'BR-I6',
    );
  }
  const { initialCode, place, exercise, jobs } = state;
  return [
    {
      type: 'IncidentClosed' as const,
      outcome,
      finalCode,
      catalogueVersion: cnieVersionAt(localDate(state.happenedAt)) ?? CNIE_CURRENT,
      victims,
      rndDelayReason: outcome === 'DETAINED' ? rndDelayReason : null,
      unitIds: Object.keys(jobs).filter((unitId) => isActive(jobs[unitId]!)),
      initialCode,
      municipality: place.municipality,
      beatId: place.beatId,
      exercise,
      closedAt: at,
    },
  ];
}

const alreadyReported = () => reject('AlreadyReported', 'El incidente ya está registrado.');
const exerciseIncident = () => reject('ExerciseIncident', 'En un simulacro no se mueven unidades.', 'BR-I14');

function notOpen(state: Exclude<Incident, Open>) {
  return state.status === 'none'
    ? reject('NotReported', 'El incidente no existe.')
    : reject('AlreadyClosed', 'El incidente ya está cerrado.');
}

function notClosed({ status }: Exclude<Incident, { status: 'closed' }>) {
  return status === 'none'
    ? reject('NotReported', 'El incidente no existe.')
    : reject('NotClosed', 'Se corrige lo que ya cerró: ciérrelo con el código y el lugar correctos.');
}

// ---- history --------------------------------------------------------------

function evolve(state: Incident, event: IncidentEvent): Incident {
  if (event.type === 'IncidentReported') return reported(event);
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'PriorityChanged':
      return { ...state, priority: event.to, changes: state.changes + 1 };
    case 'PatrolProposed': {
      const proposed = event.candidates.map(({ unitId }) => unitId);
      return { ...state, proposed, proposals: state.proposals + 1 };
    }
    case 'PatrolDispatched': {
      const { jobId, dispatchedAt } = event;
      const job: DispatchJob = { jobId, status: 'DISPATCHED', dispatchedAt, told: [] };
      return { ...withJob(state, event.unitId, () => job), dispatches: state.dispatches + 1 };
    }
    case 'DispatchAcknowledged':
      return withJob(state, event.unitId, (job) => job && withFact(job, 'ACKNOWLEDGED'));
    case 'UnitEnRoute':
      return withJob(state, event.unitId, (job) => job && withFact(job, 'EN_ROUTE'));
    case 'UnitArrived':
      return withJob(state, event.unitId, (job) => job && withFact(job, 'ARRIVED'));
    case 'DispatchCancelled':
      return withJob(state, event.unitId, (job) => job && { ...job, status: 'CANCELLED' });
    case 'IncidentClosed': {
      const jobs = Object.entries(state.jobs).map(([unitId, job]) => [unitId, cleared(job)] as const);
      return { ...state, status: 'closed', ...corrigible(event), jobs: Object.fromEntries(jobs) };
    }
    case 'IncidentReclassified': {
      if (state.status !== 'closed') return state;
      const { to: finalCode, sensitive } = event;
      return { ...state, finalCode, sensitive, corrections: state.corrections + 1 };
    }
    case 'IncidentRelocated':
      if (state.status !== 'closed') return state;
      return { ...state, place: event.to, corrections: state.corrections + 1 };
  }
}

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

function reported(event: Of<'IncidentReported'>): Open {
  const { priority, initialCode, place, exercise, happenedAt, reportedAt } = event;
  return {
    status: 'open',
    priority,
    initialCode,
    place,
    exercise,
    happenedAt,
    reportedAt,
    proposed: [],
    jobs: {},
    dispatches: 0,
    changes: 0,
    proposals: 0,
  };
}

function corrigible({ closedAt, finalCode, initialCode }: Of<'IncidentClosed'>): Corrigible {
  return {
    closedAt,
    finalCode,
    sensitive: isSensitive(initialCode) || isSensitive(finalCode),
    corrections: 0,
  };
}

function withJob<S extends Exclude<Incident, { status: 'none' }>>(
  state: S,
  unitId: string,
  change: (job: DispatchJob | undefined) => DispatchJob | undefined,
): S {
  const job = change(state.jobs[unitId]);
  return job ? { ...state, jobs: { ...state.jobs, [unitId]: job } } : state;
}
