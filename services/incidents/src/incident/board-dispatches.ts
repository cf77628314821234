import type { By, Instant } from '@proximidad/eventsourcing';
import { isActive, type JobStatus } from './dispatch-job.ts';
import type { IncidentEvent } from './incident-events.ts';
import type { DispatchRow, IncidentRow } from './incident-row.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;
export type DispatchCourse = Of<
  | 'CandidatesRequested'
  | 'PatrolProposed'
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
  | 'SupportRequested'
  | 'SupportEnded'
  | 'SceneReported'
  | 'SceneRetracted'
>;

/** Whether the unit's work here has not ended. */
export function isWorking({ status }: DispatchRow): boolean {
  return isActive({ status });
}

/** Whether this unit works or worked there: one called back on its way never did. */
export function wasSent({ dispatches }: IncidentRow, unitId: string): boolean {
  return dispatches.some((job) => job.unitId === unitId && (isWorking(job) || job.arrivedAt !== null));
}

/** How the row changes as units are proposed and sent, come and go. */
export function dispatched(row: IncidentRow, event: DispatchCourse, by: By): IncidentRow {
  switch (event.type) {
    case 'CandidatesRequested':
      return { ...row, askedRound: event.round };
    case 'PatrolProposed': {
      const { round, candidates, proposedAt, modelVersion } = event;
      return { ...row, proposal: { round, candidates, at: proposedAt, modelVersion } };
    }
    case 'PatrolDispatched': {
      const { type: _, ...sent } = event;
      const proposed = proposedThen(row, event.unitId);
      const job: DispatchRow = { ...sent, ...proposed, status: 'DISPATCHED', ...NOTHING_YET, by };
      return { ...row, dispatches: [...row.dispatches, job] };
    }
    case 'DispatchCrewNoted':
      return withJob(row, event, (job) => ({ ...job, crew: event.crew }));
    case 'DispatchAcknowledged': {
      const { acknowledgedAt, late } = event;
      return withJob(row, event, (job) => ({ ...further(job, 'ACKNOWLEDGED', late), acknowledgedAt }));
    }
    case 'UnitEnRoute': {
      const { enRouteAt, late } = event;
      return withJob(row, event, (job) => ({ ...further(job, 'EN_ROUTE', late), enRouteAt }));
    }
    case 'UnitArrived': {
      const { arrivedAt, late } = event;
      return withJob(row, event, (job) => ({ ...further(job, 'ARRIVED', late), arrivedAt }));
    }
    case 'EnRouteRetracted':
      return withJob(row, event, (job) => back({ ...job, enRouteAt: null }));
    case 'ArrivalRetracted':
      return withJob(row, event, (job) => back({ ...job, arrivedAt: null }));
    case 'DispatchCancelled':
      return withJob(row, event, (job) => {
        const { reason, cancelledAt } = event;
        return { ...ended(job, 'CANCELLED', cancelledAt), cancelReason: reason, cancelledBy: by };
      });
    case 'DispatchReassigned':
      return withJob(row, event, (job) => {
        const { toIncidentId, reassignedAt } = event;
        return { ...ended(job, 'REASSIGNED', reassignedAt), toIncidentId };
      });
    case 'UnitCleared':
      return withJob(row, event, (job) => ended(job, 'CLEARED', event.clearedAt));
    case 'SupportRequested': {
      const { type: _, ...requested } = event;
      return { ...row, support: [...row.support, { ...requested, by, ...NOT_ENDED }] };
    }
    case 'SupportEnded': {
      const { kind, end, endedAt } = event;
      const support = row.support.map((one) =>
        one.kind === kind && one.endedAt === null ? { ...one, end, endedAt, endedBy: by } : one,
      );
      return { ...row, support };
    }
    case 'SceneReported': {
      const { type: _, ...scene } = event;
      const number = row.scenes.length + 1;
      return { ...row, scenes: [...row.scenes, { ...scene, number, by, retractedAt: null }] };
    }
    case 'SceneRetracted': {
      const { number, retractedAt } = event;
      const scenes = row.scenes.map((one) => (one.number === number ? { ...one, retractedAt } : one));
      return { ...row, scenes };
    }
  }
}

/** The reports from the scene that stand. */
export function standing(scenes: IncidentRow['scenes']): IncidentRow['scenes'] {
  return scenes.filter(({ retractedAt }) => retractedAt === null);
}

/** The proposal at hand, without units that were already here. */
function proposedThen({ proposal, dispatches }: IncidentRow, unitId: string) {
  const isHere = (id: string) => dispatches.some((job) => job.unitId === id && isWorking(job));
  const best = proposal?.candidates.find((candidate) => !isHere(candidate.unitId));
  if (!proposal || !best) return { proposalRound: null, topTaken: null };
  return { proposalRound: proposal.round, topTaken: best.unitId === unitId };
}

/** For a request for help: it is still awaited. */
export const NOT_ENDED = { end: null, endedAt: null, endedBy: null } as const;

const NOTHING_YET = {
  ...{ acknowledgedAt: null, enRouteAt: null, arrivedAt: null },
  ...{ endedAt: null, cancelReason: null, toIncidentId: null, cancelledBy: null },
} as const;

/** What is reported late, or after its work ended, no longer moves the unit (BR-I5). */
function further(job: DispatchRow, status: JobStatus, late: boolean): DispatchRow {
  return late || !isWorking(job) ? job : { ...job, status };
}

/** Something that it had reported was a mistake: while it works, its status is what its other reports give. */
function back(job: DispatchRow): DispatchRow {
  return isWorking(job) ? { ...job, status: statusReached(job) } : job;
}

/** Ends may be reported in any order: the earliest is the real one. */
export function ended(job: DispatchRow, status: JobStatus, endedAt: Instant): DispatchRow {
  return job.endedAt === null || endedAt.ms <= job.endedAt.ms ? { ...job, status, endedAt } : job;
}

/** The status that the unit's own reports give. */
export function statusReached({ arrivedAt, enRouteAt, acknowledgedAt }: DispatchRow): JobStatus {
  if (arrivedAt !== null) return 'ARRIVED';
  if (enRouteAt !== null) return 'EN_ROUTE';
  return acknowledgedAt === null ? 'DISPATCHED' : 'ACKNOWLEDGED';
}

function withJob(
  row: IncidentRow,
  { jobId }: { readonly jobId: string },
  change: (job: DispatchRow) => DispatchRow,
): IncidentRow {
  return { ...row, dispatches: row.dispatches.map((job) => (job.jobId === jobId ? change(job) : job)) };
}
