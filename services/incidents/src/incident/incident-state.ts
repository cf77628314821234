import { isSensitive } from '@proximidad/catalogues';
import type { PriorityCode } from '@proximidad/contracts';
import type { Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { z } from 'zod';
import type { Corrigible } from './corrections.ts';
import { type Deadline, earliest, isSame, type PriorityChange, type Watched } from './deadlines.ts';
import {
  CLOCK_SKEW_MAX_MS,
  type DispatchJob,
  ended,
  hasLeft,
  isAfter,
  isBefore,
  type JobStatus,
  withFact,
  withoutFact,
} from './dispatch-job.ts';
import type { IncidentEvent } from './incident-events.ts';
import type { Awaited } from './merge-events.ts';
import type { ResponseTargets } from './response-targets.ts';
import type { Place } from './values.ts';

// ---- state ----------------------------------------------------------------

interface PassedDeadline extends Deadline {
  readonly acknowledged: boolean;
  readonly escalated: boolean;
}

interface EarlierJob extends DispatchJob {
  readonly unitId: string;
}

interface Reported {
  readonly priority: z.infer<typeof PriorityCode>;
  readonly initialCode: string;
  readonly place: Place;
  readonly exercise: boolean;
  /** The targets by which it is measured. */
  readonly targets: ResponseTargets;
  readonly happenedAt: Instant;
  readonly callStartedAt: Instant | null;
  readonly reportedAt: Instant;
  readonly reopenedAt: Instant | null;
  /** When it was last separated from an incident into which it had been merged. */
  readonly revertedAt: Instant | null;
  /** Units of the latest proposal, best first. */
  readonly proposed: readonly string[];
  /** The latest round proposed, and the latest requested. */
  readonly proposedRound: number;
  readonly askedRound: number;
  /** The latest job of each unit. */
  readonly jobs: Readonly<Record<string, DispatchJob>>;
  /** Jobs of units that were sent again since, in the order in which they were sent. */
  readonly earlier: readonly EarlierJob[];
  readonly firstDispatchAt: Instant | null;
  /** Arrivals that were not taken back. */
  readonly arrivals: number;
  /** How often it was taken back that a unit had arrived, or was on its way. */
  readonly retractions: number;
  /** Deadlines that passed, with what people did about them. */
  readonly passed: readonly PassedDeadline[];
  /** Help that was asked for and is still awaited. */
  readonly awaited: readonly Awaited[];
  readonly stateAsked: boolean;
  readonly supports: number;
  readonly scenes: number;
  /** Numbers of those that were taken back. */
  readonly scenesRetracted: readonly number[];
  readonly dispatches: number;
  readonly changes: readonly PriorityChange[];
  readonly proposals: number;
  readonly reopenings: number;
  readonly merges: number;
  readonly links: number;
  /** Number of reclassifications and relocations, over all closings. */
  readonly corrections: number;
  /** Whether a code that it has or had is of a sensitive kind: what was once guarded stays guarded. */
  readonly sensitive: boolean;
}

export type Incident =
  | { readonly status: 'none' }
  | ({ readonly status: 'open' } & Reported)
  | ({ readonly status: 'closed' } & Reported & Corrigible)
  | ({ readonly status: 'merged' } & Reported & GivenUp);
interface GivenUp {
  /** The incident into which it was merged. */
  readonly into: string;
  readonly mergedAt: Instant;
  readonly mergedCalls: number;
}
export type Known = Exclude<Incident, { status: 'none' }>;
export type Merged = Extract<Incident, { status: 'merged' }>;
export type Open = Extract<Incident, { status: 'open' }>;
export type Closed = Extract<Incident, { status: 'closed' }>;

/** Why a record does not take what only an open one takes. */
export function notOpen(state: Exclude<Incident, Open>) {
  if (state.status === 'none') return refuse('IncidentNotFound');
  return state.status === 'merged' ? refuse('IncidentMerged') : refuse('AlreadyClosed');
}

/** Why the work cannot end at a moment, as closed or as a duplicate: an end is never before what it ends (ADR 380). */
export function againstEnd(state: Open, at: Instant) {
  const { reportedAt, reopenedAt, revertedAt } = state;
  if (at.ms < Math.max(reportedAt.ms, reopenedAt?.ms ?? 0, revertedAt?.ms ?? 0))
    return refuse('ClosedBeforeReported');
  return jobsOf(state).some((job) => isAfter(job, at)) ? refuse('ClosedBeforeWork') : undefined;
}

/** Every job there, those of units that were sent again too. */
function jobsOf({ jobs, earlier }: Reported): readonly DispatchJob[] {
  return [...earlier, ...Object.values(jobs)];
}

/** The job that a fact of that time is about: what was before a unit was sent again is about its earlier work. */
export function jobAt({ jobs, earlier }: Reported, unitId: string, at: Instant): DispatchJob | undefined {
  const latest = jobs[unitId];
  if (!latest || !isBefore(latest, at)) return latest;
  return earlier.findLast((job) => job.unitId === unitId && !isBefore(job, at)) ?? latest;
}

/** The job of that unit with the id. */
export function jobOf({ jobs, earlier }: Reported, unitId: string, jobId: string): DispatchJob | undefined {
  const latest = jobs[unitId];
  if (latest?.jobId === jobId) return latest;
  return earlier.find((job) => job.unitId === unitId && job.jobId === jobId);
}

/** Whether something is reported to be before the record began, by more than clocks may differ. */
export function isBeforeReport({ reportedAt }: Pick<Reported, 'reportedAt'>, at: Instant): boolean {
  return at.ms < reportedAt.ms - CLOCK_SKEW_MAX_MS;
}

interface Timed {
  readonly at: Instant;
}

/** A command on a reported incident, at a time not before its report (ADR 380). */
export function onceReported<Given extends Timed, Decided>(decide: (state: Known, given: Given) => Decided) {
  return (state: Incident, given: Given) => {
    if (state.status === 'none') return refuse('IncidentNotFound');
    return isBeforeReport(state, given.at) ? refuse('BeforeReport') : decide(state, given);
  };
}

/** A command on an open incident. */
export function whileOpen<Given extends Timed, Decided>(decide: (state: Open, given: Given) => Decided) {
  return onceReported((state, given: Given) =>
    state.status === 'open' ? decide(state, given) : notOpen(state),
  );
}

// ---- history --------------------------------------------------------------

export function evolve(state: Incident, event: IncidentEvent): Incident {
  if (event.type === 'IncidentReported') return reported(event);
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'PriorityChanged':
      return { ...state, priority: event.to, changes: [...state.changes, event] };
    case 'CandidatesRequested':
      return { ...state, askedRound: event.round };
    case 'PatrolProposed': {
      const proposed = event.candidates.map(({ unitId }) => unitId);
      return { ...state, proposed, proposedRound: event.round, proposals: state.proposals + 1 };
    }
    case 'PatrolDispatched':
    case 'DispatchCrewNoted':
    case 'DispatchAcknowledged':
    case 'UnitEnRoute':
    case 'EnRouteRetracted':
    case 'UnitArrived':
    case 'ArrivalRetracted':
    case 'DispatchCancelled':
    case 'DispatchReassigned':
    case 'UnitCleared':
      return working(state, event);
    case 'SupportRequested':
    case 'SupportEnded':
    case 'SceneReported':
    case 'SceneRetracted':
      return supporting(state, event);
    case 'DeadlinePassed':
    case 'DeadlineAcknowledged':
    case 'DeadlineEscalated':
      return { ...state, passed: withDeadline(state.passed, event) };
    case 'IncidentClosed': {
      const jobs = Object.entries(state.jobs).map(
        ([unitId, job]) => [unitId, ended(job, 'CLEARED', event.closedAt)] as const,
      );
      return { ...state, status: 'closed', ...corrigible(state, event), jobs: Object.fromEntries(jobs) };
    }
    case 'IncidentReopened': {
      if (state.status !== 'closed') return state;
      const reopened = withoutClosing(state);
      const { reopenedAt } = event;
      return { ...reopened, status: 'open', reopenedAt, reopenings: state.reopenings + 1 };
    }
    case 'IncidentMerged':
    case 'MergeReverted':
    case 'IncidentLinked':
    case 'IncidentUnlinked':
      return merging(state, event);
    case 'IncidentReclassified': {
      if (state.status !== 'closed') return state;
      const { to: finalCode, sensitive } = event;
      return { ...state, finalCode, sensitive, corrections: state.corrections + 1 };
    }
    case 'ClosingCorrected': {
      if (state.status !== 'closed') return state;
      const { outcome, victims, exercise } = event.to;
      const detentionTold = state.detentionTold || outcome === 'DETAINED';
      const corrections = state.corrections + 1;
      return { ...state, outcome, victims, exercise, detentionTold, corrections };
    }
    case 'IncidentRelocated':
      if (state.status !== 'closed') return state;
      return { ...state, place: event.to, corrections: state.corrections + 1 };
  }
}

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

function supporting<S extends Known>(
  state: S,
  event: Of<'SupportRequested' | 'SupportEnded' | 'SceneReported' | 'SceneRetracted'>,
): S {
  switch (event.type) {
    case 'SupportRequested': {
      const { kind, unitId, byPolicy } = event;
      const awaited = [...state.awaited, { kind, unitId, byPolicy }];
      const stateAsked = state.stateAsked || kind === 'STATE';
      return { ...state, awaited, stateAsked, supports: state.supports + 1 };
    }
    case 'SupportEnded':
      return { ...state, awaited: state.awaited.filter(({ kind }) => kind !== event.kind) };
    case 'SceneReported':
      return { ...state, scenes: state.scenes + 1 };
    case 'SceneRetracted':
      return { ...state, scenesRetracted: [...state.scenesRetracted, event.number] };
  }
}

function merging(
  state: Known,
  event: Of<'IncidentMerged' | 'MergeReverted' | 'IncidentLinked' | 'IncidentUnlinked'>,
): Incident {
  switch (event.type) {
    case 'IncidentMerged': {
      if (state.status !== 'open') return state;
      const { into, mergedAt, calls: mergedCalls } = event;
      return { ...state, status: 'merged', into, mergedAt, mergedCalls, merges: state.merges + 1 };
    }
    case 'MergeReverted': {
      if (state.status !== 'merged') return state;
      const { into: _into, mergedAt: _mergedAt, mergedCalls: _calls, ...open } = state;
      return { ...open, status: 'open', revertedAt: event.revertedAt };
    }
    case 'IncidentLinked':
      return { ...state, links: state.links + 1 };
    case 'IncidentUnlinked':
      return state;
  }
}

function reported(event: Of<'IncidentReported'>): Open {
  const { priority, initialCode, place, exercise, targets, happenedAt, callStartedAt, reportedAt } = event;
  return {
    ...{ status: 'open', priority, initialCode, place, exercise, targets },
    ...{ happenedAt, callStartedAt, reportedAt, reopenedAt: null, revertedAt: null },
    ...{ proposed: [], proposedRound: -1, askedRound: 0 },
    ...{ jobs: {}, earlier: [], firstDispatchAt: null, arrivals: 0, retractions: 0, passed: [] },
    ...{ awaited: [], stateAsked: false, supports: 0, scenes: 0, scenesRetracted: [] },
    dispatches: 0,
    changes: [],
    proposals: 0,
    reopenings: 0,
    ...{ merges: 0, links: 0 },
    corrections: 0,
    sensitive: isSensitive(initialCode),
  };
}

/** The state of a closed incident once its closing is undone. */
export function withoutClosing(closed: Closed): Omit<Open, 'status'> {
  const { status: _status, closedAt: _closedAt, finalCode: _finalCode, ...rest } = closed;
  const { outcome: _outcome, victims: _victims, detentionTold: _detention, ...open } = rest;
  return open;
}

function corrigible(
  { sensitive, corrections }: Reported,
  { closedAt, finalCode, outcome, victims }: Of<'IncidentClosed'>,
): Corrigible {
  const told = { closedAt, finalCode, outcome, victims, detentionTold: outcome === 'DETAINED' };
  return { ...told, sensitive: sensitive || isSensitive(finalCode), corrections };
}

type Working = Of<
  | 'PatrolDispatched'
  | 'DispatchCrewNoted'
  | 'DispatchAcknowledged'
  | 'UnitEnRoute'
  | 'EnRouteRetracted'
  | 'UnitArrived'
  | 'ArrivalRetracted'
  | 'DispatchCancelled'
  | 'DispatchReassigned'
  | 'UnitCleared'
>;

/** How the units' jobs change. */
function working<S extends Known>(state: S, event: Working): S {
  const end = (status: JobStatus, at: Instant) => withJob(state, event, (job) => ended(job, status, at));
  switch (event.type) {
    case 'PatrolDispatched': {
      const { jobId, unitId, dispatchedAt } = event;
      const job: DispatchJob = { jobId, status: 'DISPATCHED', dispatchedAt, endedAt: null, reported: [] };
      const firstDispatchAt = earliest(state.firstDispatchAt, dispatchedAt);
      const before = state.jobs[unitId];
      const earlier = before ? [...state.earlier, { ...before, unitId }] : state.earlier;
      const jobs = { ...state.jobs, [unitId]: job };
      return { ...state, jobs, earlier, firstDispatchAt, dispatches: state.dispatches + 1 };
    }
    case 'DispatchCrewNoted':
      return state;
    case 'DispatchAcknowledged':
      return withJob(state, event, (job) => withFact(job, 'ACKNOWLEDGED', event.acknowledgedAt));
    case 'UnitEnRoute':
      return withJob(state, event, (job) => withFact(job, 'EN_ROUTE', event.enRouteAt));
    case 'EnRouteRetracted': {
      const retracted = withJob(state, event, (job) => withoutFact(job, 'EN_ROUTE'));
      return { ...retracted, retractions: state.retractions + 1 };
    }
    case 'UnitArrived': {
      const arrived = withJob(state, event, (job) => withFact(job, 'ARRIVED', event.arrivedAt));
      return { ...arrived, arrivals: state.arrivals + 1 };
    }
    case 'ArrivalRetracted': {
      const retracted = withJob(state, event, (job) => withoutFact(job, 'ARRIVED'));
      const arrivals = Math.max(0, state.arrivals - 1);
      return { ...retracted, arrivals, retractions: state.retractions + 1 };
    }
    case 'DispatchCancelled':
      return end('CANCELLED', event.cancelledAt);
    case 'DispatchReassigned':
      return end('REASSIGNED', event.reassignedAt);
    case 'UnitCleared':
      return end('CLEARED', event.clearedAt);
  }
}

function withJob<S extends Known>(
  state: S,
  { jobId, unitId }: { readonly jobId: string; readonly unitId: string },
  change: (job: DispatchJob) => DispatchJob,
): S {
  const latest = state.jobs[unitId];
  const before = latest?.jobId === jobId ? latest : state.earlier.find((job) => job.jobId === jobId);
  if (!before) return state;
  const job = change(before);
  if (before === latest) return { ...state, jobs: { ...state.jobs, [unitId]: job } };
  const earlier = state.earlier.map((one) => (one === before ? { ...job, unitId } : one));
  return { ...state, earlier };
}

function withDeadline(
  passed: readonly PassedDeadline[],
  event: Of<'DeadlinePassed' | 'DeadlineAcknowledged' | 'DeadlineEscalated'>,
): readonly PassedDeadline[] {
  const { kind, jobId, dueAt } = event;
  const known = passed.find((one) => isSame(one, event) && one.dueAt.ms === dueAt.ms);
  const others = passed.filter((one) => one !== known);
  return [
    ...others,
    {
      ...{ kind, jobId, dueAt },
      acknowledged: event.type === 'DeadlineAcknowledged' || known?.acknowledged === true,
      escalated: event.type === 'DeadlineEscalated' || known?.escalated === true,
    },
  ];
}

/** The part of the state that deadlines depend on. */
export function watchedOf(state: Known): Watched {
  const { priority, changes, exercise, targets, callStartedAt, firstDispatchAt } = state;
  const { reportedAt, reopenedAt, revertedAt } = state;
  return {
    open: state.status === 'open',
    ...{
      priority,
      changes,
      exercise,
      targets,
      callStartedAt,
      reportedAt,
      reopenedAt,
      revertedAt,
      firstDispatchAt,
    },
    jobs: jobsOf(state),
    left: jobsOf(state).flatMap((job) =>
      hasLeft(job) && job.endedAt && job.reported.length > 0 ? [job.endedAt] : [],
    ),
    arrived: state.arrivals > 0,
    sceneReported: state.scenes > state.scenesRetracted.length,
    stateAsked: state.stateAsked,
  };
}
