import { unspecifiedMunicipality } from '@proximidad/catalogues';
import { type Instant, only, readModel } from '@proximidad/eventsourcing';
import { incident } from '../incident/incident.ts';
import { retiredUnit } from '../retired-unit/retired-unit.ts';
import { knownUnit, type KnownUnitEvent } from './known-unit.ts';

/** A job that has not ended. */
interface ActiveJob {
  readonly incidentId: string;
  readonly jobId: string;
  readonly dispatchedAt: Instant;
}

export interface KnownUnitRow {
  /** The unit's. */
  readonly id: string;
  readonly entity: string;
  /** Null until the beats service has told of it: a unit of that id need not exist. */
  readonly municipality: string | null;
  /** As it was told; what this service gave it to do stands in `jobs`. */
  readonly status: KnownUnitEvent['status'];
  readonly since: Instant | null;
  /** What it is engaged in, by its own account. */
  readonly incidentId: string | null;
  readonly retiredAt: Instant | null;
  /** In the order in which it was sent; more than one only until the earlier one has noted that it left. */
  readonly jobs: readonly ActiveJob[];
  readonly jobCount: number;
}

/** The units that this service may send: which there are, what they do, and what they were sent to. */
export const knownUnits = readModel<KnownUnitRow>()({
  name: 'known-units',
  version: 1,
  of: [
    knownUnit,
    retiredUnit,
    only(
      incident,
      'PatrolDispatched',
      'DispatchCancelled',
      'DispatchReassigned',
      'UnitCleared',
      'IncidentClosed',
    ),
  ],
  columns: {
    entity: 'text',
    municipality: 'text',
    status: 'text',
    since: 'instant',
    jobCount: 'integer',
  },
  indexes: [
    ['status', 'since'],
    ['jobCount', 'entity'],
  ],
  keys: (event) => (event.type === 'IncidentClosed' ? event.unitIds : [event.unitId]),
  project(known, event, { id, entity }, unitId) {
    const row = known ?? unheardOf(unitId, entity);
    switch (event.type) {
      case 'UnitStatusNoted': {
        const { status, incidentId, at } = event;
        const isGiven = event.municipality !== unspecifiedMunicipality(row.entity);
        const municipality = isGiven ? event.municipality : (row.municipality ?? event.municipality);
        if (row.since !== null && at.ms < row.since.ms) return { ...row, municipality };
        return { ...row, municipality, status, incidentId, since: at };
      }
      case 'UnitRetirementNoted':
        return { ...row, status: 'OUT_OF_SERVICE', incidentId: null, retiredAt: event.retiredAt };
      case 'PatrolDispatched': {
        const { jobId, dispatchedAt } = event;
        return withJobs(row, [...row.jobs, { incidentId: id, jobId, dispatchedAt }]);
      }
      case 'DispatchCancelled':
      case 'DispatchReassigned':
      case 'UnitCleared':
      case 'IncidentClosed':
        return leaving(row, id);
    }
  },
});

function unheardOf(id: string, entity: string): KnownUnitRow {
  const nothing = { municipality: null, since: null, incidentId: null, retiredAt: null };
  return { id, entity, ...nothing, status: 'OFFLINE', jobs: [], jobCount: 0 };
}

/** Its work there has ended: the beats service will say that it is free, and until then is not waited for. */
function leaving(row: KnownUnitRow, incidentId: string): KnownUnitRow {
  const jobs = row.jobs.filter((job) => job.incidentId !== incidentId);
  const freed = row.incidentId === incidentId ? ({ status: 'AVAILABLE', incidentId: null } as const) : {};
  return withJobs({ ...row, ...freed }, jobs);
}

function withJobs(row: KnownUnitRow, jobs: readonly ActiveJob[]): KnownUnitRow {
  return { ...row, jobs, jobCount: jobs.length };
}

/** Whether it could be sent now without taking it away from anything. */
export function isFree({ status, jobs, retiredAt, municipality }: KnownUnitRow): boolean {
  return status === 'AVAILABLE' && jobs.length === 0 && retiredAt === null && municipality !== null;
}
