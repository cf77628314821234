import { Candidate, type RoundReason, type UnitStatus } from '@proximidad/contracts';
import { type Fields, Instant, looksUp, named, optional, PublicId } from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { Crew, type CrewMember } from '../crew/crew.ts';
import {
  CANDIDATES_MAX,
  CancelReason,
  EnRouteRetractionReason,
  OverrideReason,
  RetractionReason,
} from './dispatch-events.ts';
import { againstFact, hasReported, isActive, isBefore, isLate, type UnitFact } from './dispatch-job.ts';
import { type Incident, jobAt, jobOf, notOpen, type Open, whileOpen } from './incident-state.ts';

/** Together with the other bounds they keep a stream below 1,000 events. */
export const DISPATCHES_MAX = 50;
export const PROPOSALS_MAX = 60;
export const RETRACTIONS_MAX = 20;

const { command, internal } = commandsOf<Incident>();

interface Timed {
  readonly at: Instant;
}

// ---- commands -------------------------------------------------------------

const ranking = {
  round: z.int().min(0),
  candidates: z.array(Candidate).max(CANDIDATES_MAX),
  modelVersion: z.string().max(40),
  at: Instant,
};
const asking = { reason: z.enum(['UNIT_FREED']), at: Instant };
const unit = { unitId: PublicId.describe('Id of the unit.') };
const sending = {
  ...unit,
  overrideReason: optional(OverrideReason).describe(
    'Required for a unit that is not in the proposal or is not free (BR-I4).',
  ),
};
const cancelling = { ...unit, reason: CancelReason.describe('Why.') };
const ofJob = {
  ...unit,
  jobId: optional(named('ID', z.uuid())).describe(
    'Which of its jobs here; when left out, the one of the time told: the latest, or an earlier one.',
  ),
};
const retracting = { ...ofJob, reason: RetractionReason.describe('Why.') };
const staying = { ...ofJob, reason: EnRouteRetractionReason.describe('Why.') };
const crewing = { ...unit, jobId: z.uuid(), crew: Crew };
const reassigning = { ...unit, jobId: z.uuid(), toIncidentId: PublicId, at: Instant };

/** What is known about a unit when it is sent. */
export interface Sent {
  readonly jobId: string;
  /** Null when the beats service never reported it. */
  readonly unit: {
    readonly retired: boolean;
    readonly free: boolean;
    readonly status: z.infer<typeof UnitStatus>;
    /** The other incident where it is at work. */
    readonly leaves: string | null;
    /** Who is on duty in it. */
    readonly crew: readonly CrewMember[];
  } | null;
}

const unitReport = (fact: UnitFact, doc: string) =>
  command({
    doc: `${doc} Late reports are accepted (BR-I5). Refused with IncidentNotFound, NotDispatched, DispatchEnded, BeforeDispatch (BR-I5) or AlreadyClosed.`,
    mayExecute: ['operator', 'officer'],
    oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
    inputName: 'UnitReportInput',
    input: unit,
    decide: (state, given) => unitFact(state, given, fact),
  });

/** From the proposal to the end of each unit's work. */
export const dispatching = {
  RequestCandidates: command({
    doc: 'Asks for a new proposal, whatever the priority. Refused with IncidentNotFound, AlreadyClosed, BeforeReport (BR-I5), ExerciseIncident (BR-I14) or TooManyProposals.',
    mayExecute: ['operator', 'commander'],
    input: {},
    decide: whileOpen((state, { at }: Timed) => {
      if (state.exercise) return exerciseIncident();
      const asked = askedAgain(state, 'ASKED', at);
      return asked.length > 0 ? asked : refuse('TooManyProposals', { max: PROPOSALS_MAX });
    }),
  }),
  /** What the platform requests by itself. */
  AskCandidates: internal({
    input: asking,
    decide: (state, { reason, at }) =>
      state.status === 'open' ? askedAgain(state, reason, at) : notOpen(state),
  }),
  NotePatrolCandidates: internal({
    input: ranking,
    decide: (state, given) => (state.status === 'open' ? propose(state, given) : notOpen(state)),
  }),
  DispatchPatrol: command({
    doc: 'A named person sends a unit and is accountable for it; a unit at work elsewhere is taken from there. Refused with IncidentNotFound, AlreadyClosed, BeforeReport (BR-I5), ExerciseIncident (BR-I14), UnitNotFound, UnitRetired, UnitNotFree (BR-I4: without a reason), OverrideReasonRequired (BR-I4: the unit is not in the proposal), AlreadyDispatched, OutsideEntity, NoAgreement (BR-A1: a unit of the federation), StateCommands (a commander of the town under a mando) or TooManyDispatches.',
    mayExecute: ['operator', 'commander'],
    input: sending,
    finds: looksUp<Sent>(),
    decide: whileOpen(dispatch),
  }),
  AcknowledgeDispatch: unitReport('ACKNOWLEDGED', 'Records that the unit has acknowledged the dispatch.'),
  ReportEnRoute: unitReport('EN_ROUTE', 'Records that the unit is on its way.'),
  RetractEnRoute: command({
    doc: 'Takes back that a unit is on its way, reported by mistake: it returns to its earlier status, and its answer is awaited again where it gave none. Where it has arrived or its work here has ended, that stays so, and only the departure goes. Refused with IncidentNotFound, IncidentMerged, NotDispatched, BeforeDispatch (BR-I5), NotEnRoute or TooManyCorrections.',
    mayExecute: ['operator', 'officer', 'commander'],
    oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
    input: staying,
    decide: retractEnRoute,
  }),
  ReportArrival: unitReport('ARRIVED', 'Records that the unit has arrived.'),
  RetractArrival: command({
    doc: 'Takes back an arrival reported by mistake: the unit returns to its earlier status. Where its work here has ended, or the incident was closed, that stays so, and only the arrival goes; the right one is then reported with its time. Refused with IncidentNotFound, IncidentMerged, NotDispatched, BeforeDispatch (BR-I5), NotArrived or TooManyCorrections.',
    mayExecute: ['operator', 'officer', 'commander'],
    oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
    input: retracting,
    decide: retractArrival,
  }),
  ClearUnit: command({
    doc: 'Records that a unit that arrived has done its work and is free, whatever happens with the incident. Refused with IncidentNotFound, AlreadyClosed, NotDispatched, DispatchEnded, BeforeDispatch (BR-I5) or NotArrived: one that has not is called back with `cancelDispatch`.',
    mayExecute: ['operator', 'officer', 'commander'],
    oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
    input: unit,
    decide: (state, given) => (state.status === 'open' ? clear(state, given) : notOpen(state)),
  }),
  CancelDispatch: command({
    doc: 'Calls a unit back; others are then proposed. Refused with IncidentNotFound, AlreadyClosed, NotDispatched, DispatchEnded or AlreadyArrived (BR-I5): one that arrived is cleared, or its arrival taken back.',
    mayExecute: ['operator', 'commander'],
    input: cancelling,
    decide: (state, given) => (state.status === 'open' ? cancel(state, given) : notOpen(state)),
  }),
  /** Who was in the unit while it worked here, as since known (ADR 343), for jobs that are over too. */
  NoteDispatchCrew: internal({
    input: crewing,
    decide: (state, { unitId, jobId, crew }) =>
      state.status === 'none'
        ? notOpen(state)
        : [{ type: 'DispatchCrewNoted' as const, jobId, unitId, crew }],
  }),
  /** A person sent the unit elsewhere: the work here has ended. */
  NoteReassigned: internal({
    input: reassigning,
    decide: (state, given) => (state.status === 'open' ? reassign(state, given) : []),
  }),
};

// ---- decisions ------------------------------------------------------------

/** Units are ranked again: automatically at high and medium priority (policy P1), otherwise on request. */
export function askedAgain(state: Open, reason: z.infer<typeof RoundReason>, at: Instant) {
  const byPeople = reason === 'ASKED' || reason === 'SUPPORT_ASKED';
  if (state.exercise || state.askedRound >= PROPOSALS_MAX) return [];
  if (state.priority === 'BAJA' && !byPeople) return [];
  const { place, initialCode: code, priority, askedRound } = state;
  return [
    {
      type: 'CandidatesRequested' as const,
      ...{ round: askedRound + 1, reason, place, code, priority, requestedAt: at },
    },
  ];
}

function propose(state: Open, { round, candidates, modelVersion, at }: Fields<typeof ranking>) {
  if (state.exercise) return exerciseIncident();
  if (round <= state.proposedRound) return [];
  if (state.proposals > PROPOSALS_MAX) {
    return refuse('TooManyProposals', { max: PROPOSALS_MAX });
  }
  return [{ type: 'PatrolProposed' as const, round, candidates, modelVersion, proposedAt: at }];
}

function dispatch(
  state: Open,
  { jobId, unitId, unit: known, ...given }: Fields<typeof sending> & Sent & Timed,
) {
  if (state.exercise) return exerciseIncident();
  if (!known) return refuse('UnitNotFound');
  if (known.retired) return refuse('UnitRetired');
  const job = state.jobs[unitId];
  if (job && isActive(job)) return refuse('AlreadyDispatched');
  if (state.dispatches >= DISPATCHES_MAX) {
    return refuse('TooManyDispatches', { max: DISPATCHES_MAX });
  }
  const { overrideReason, at } = given;
  const rank = state.proposed.indexOf(unitId) + 1;
  const proposalAccepted = rank > 0;
  if (overrideReason === null && !known.free) return refuse('UnitNotFree');
  if (overrideReason === null && !proposalAccepted) return refuse('OverrideReasonRequired');
  return [
    {
      type: 'PatrolDispatched' as const,
      jobId,
      unitId,
      proposalAccepted,
      proposalRank: proposalAccepted ? rank : null,
      overrideReason: proposalAccepted && known.free ? null : overrideReason,
      unitStatus: known.status,
      leaves: known.leaves,
      crew: [...known.crew],
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
  const job = jobAt(state, unitId, at);
  const against = againstFact(job, at, endOf(state));
  if (against) return against;
  if (!job || hasReported(job, fact)) return [];
  const done = { jobId: job.jobId, unitId, late: isLate(job, fact) };
  switch (fact) {
    case 'ACKNOWLEDGED':
      return [{ type: 'DispatchAcknowledged' as const, ...done, acknowledgedAt: at }];
    case 'EN_ROUTE':
      return [{ type: 'UnitEnRoute' as const, ...done, enRouteAt: at }];
    case 'ARRIVED':
      return [{ type: 'UnitArrived' as const, ...done, arrivedAt: at }];
  }
}

function endOf(state: Exclude<Incident, { status: 'none' }>): Instant | null {
  switch (state.status) {
    case 'open':
      return null;
    case 'closed':
      return state.closedAt;
    case 'merged':
      return state.mergedAt;
  }
}

function retractEnRoute(state: Incident, { reason, ...given }: Fields<typeof staying> & Timed) {
  const taken = takenBack(state, given, 'EN_ROUTE');
  return 'jobId' in taken
    ? [{ type: 'EnRouteRetracted' as const, ...taken, reason, retractedAt: given.at }]
    : taken;
}

/** Also once the work ended: the arrival counts for the time of response for ever. */
function retractArrival(state: Incident, { reason, ...given }: Fields<typeof retracting> & Timed) {
  const taken = takenBack(state, given, 'ARRIVED');
  return 'jobId' in taken
    ? [{ type: 'ArrivalRetracted' as const, ...taken, reason, retractedAt: given.at }]
    : taken;
}

/** The job of which a fact that was reported is taken back. */
function takenBack(
  state: Incident,
  { unitId, jobId, at }: Fields<typeof ofJob> & Timed,
  fact: 'EN_ROUTE' | 'ARRIVED',
) {
  if (state.status === 'none') return refuse('IncidentNotFound');
  if (state.status === 'merged') return refuse('IncidentMerged');
  const job = jobId === null ? jobAt(state, unitId, at) : jobOf(state, unitId, jobId);
  if (!job) return refuse('NotDispatched');
  if (isBefore(job, at)) return refuse('BeforeDispatch');
  if (!hasReported(job, fact)) return fact === 'ARRIVED' ? refuse('NotArrived') : refuse('NotEnRoute');
  if (state.retractions >= RETRACTIONS_MAX) return refuse('TooManyCorrections', { max: RETRACTIONS_MAX });
  return { jobId: job.jobId, unitId, late: isLate(job, fact) };
}

function clear(state: Open, { unitId, at }: Fields<typeof unit> & Timed) {
  const job = state.jobs[unitId];
  const against = againstFact(job, at, null);
  if (against) return against;
  if (!job || job.status === 'CLEARED') return [];
  if (!isActive(job)) return refuse('DispatchEnded');
  if (job.status !== 'ARRIVED') return refuse('NotArrived');
  return [{ type: 'UnitCleared' as const, jobId: job.jobId, unitId, clearedAt: at }];
}

function cancel(state: Open, { unitId, reason, at }: Fields<typeof cancelling> & Timed) {
  const job = state.jobs[unitId];
  const against = againstFact(job, at, null);
  if (against) return against;
  if (!job || !isActive(job)) return refuse('DispatchEnded');
  if (job.status === 'ARRIVED') return refuse('AlreadyArrived');
  const cancelled = { type: 'DispatchCancelled' as const, jobId: job.jobId, unitId, reason, cancelledAt: at };
  return [cancelled, ...(isLast(state, unitId) ? askedAgain(state, 'DISPATCH_ENDED', at) : [])];
}

function reassign(state: Open, { unitId, jobId, toIncidentId, at }: Fields<typeof reassigning>) {
  const job = state.jobs[unitId];
  if (job?.jobId !== jobId || !isActive(job)) return [];
  const reassigned = { type: 'DispatchReassigned' as const, jobId, unitId, toIncidentId, reassignedAt: at };
  return [reassigned, ...(isLast(state, unitId) ? askedAgain(state, 'DISPATCH_ENDED', at) : [])];
}

/** Whether no other unit is at work there. */
function isLast({ jobs }: Open, unitId: string): boolean {
  return !Object.entries(jobs).some(([id, job]) => id !== unitId && isActive(job));
}

const exerciseIncident = () => refuse('ExerciseIncident');
