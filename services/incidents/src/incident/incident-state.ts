import { isSensitive } from '@proximidad/catalogues';
import type { PriorityCode } from '@proximidad/contracts';
import type { Instant } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import type { Corrigible } from './corrections.ts';
import { cleared, type DispatchJob, withFact } from './dispatch-job.ts';
import type { IncidentEvent } from './incident-events.ts';
import type { Place } from './values.ts';

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
  readonly reopenings: number;
  /** Reclassifications and relocations, of every closing together. */
  readonly corrections: number;
  /** Whether a code that it has or had is of a sensitive kind: what was guarded once stays so. */
  readonly sensitive: boolean;
}

export type Incident =
  | { readonly status: 'none' }
  | ({ readonly status: 'open' } & Reported)
  | ({ readonly status: 'closed' } & Reported & Corrigible);
export type Open = Extract<Incident, { status: 'open' }>;
export type Closed = Extract<Incident, { status: 'closed' }>;

// ---- history --------------------------------------------------------------

export function evolve(state: Incident, event: IncidentEvent): Incident {
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
      const job: DispatchJob = { jobId, status: 'DISPATCHED', dispatchedAt, reported: [] };
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
      return { ...state, status: 'closed', ...corrigible(state, event), jobs: Object.fromEntries(jobs) };
    }
    case 'IncidentReopened': {
      if (state.status !== 'closed') return state;
      const { closedAt: _closedAt, finalCode: _finalCode, ...reopened } = state;
      return { ...reopened, status: 'open', reopenings: state.reopenings + 1 };
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
    reopenings: 0,
    corrections: 0,
    sensitive: isSensitive(initialCode),
  };
}

function corrigible(
  { sensitive, corrections }: Reported,
  { closedAt, finalCode }: Of<'IncidentClosed'>,
): Corrigible {
  return { closedAt, finalCode, sensitive: sensitive || isSensitive(finalCode), corrections };
}

function withJob<S extends Exclude<Incident, { status: 'none' }>>(
  state: S,
  unitId: string,
  change: (job: DispatchJob | undefined) => DispatchJob | undefined,
): S {
  const job = change(state.jobs[unitId]);
  return job ? { ...state, jobs: { ...state.jobs, [unitId]: job } } : state;
}
