import { unspecifiedMunicipality } from '@proximidad/catalogues';
import { type Instant, only, readModel } from '@proximidad/eventsourcing';
import { crewDuring, type CrewMember, isSameCrew } from '../crew/crew.ts';
import { crewDuty, type CrewDutyEvent } from '../crew/crew-duty.ts';
import { CLOCK_SKEW_MAX_MS } from '../incident/dispatch-job.ts';
import { incident } from '../incident/incident.ts';
import { retiredUnit } from '../retired-unit/retired-unit.ts';
import { knownUnit, type KnownUnitEvent } from './known-unit.ts';

/** How long after its end a job, or an officer's duty in the unit, is remembered for late reports. */
const MEMORY_MS = 24 * 3_600_000;
const PAST_JOBS_MAX = 20;
const CREW_KEPT_MAX = 60;
/** How often the crew of one job is noted again; with the other bounds it keeps the incident's stream short. */
const CREW_NOTES_MAX = 8;

/** A job that has not ended. */
interface ActiveJob {
  readonly incidentId: string;
  readonly jobId: string;
  readonly dispatchedAt: Instant;
  /** The crew as the incident has it, and how often it was noted since the unit was sent. */
  readonly crew: readonly CrewMember[];
  readonly crewNotes: number;
}
interface PastJob extends ActiveJob {
  readonly endedAt: Instant;
}

export interface KnownUnitRow {
  /** Id of the unit. */
  readonly id: string;
  readonly entity: string;
  /** Null until the beats service has reported it: a unit with that id need not exist. */
  readonly municipality: string | null;
  /** As reported; what this service gave it to do is in `jobs`. */
  readonly status: KnownUnitEvent['status'];
  readonly since: Instant | null;
  /** The incident it is engaged in, by its own account. */
  readonly incidentId: string | null;
  readonly retiredAt: Instant | null;
  /**
   * In the order in which it was sent, however late that is told; more than one only until the earlier incident has
   * noted that it left.
   */
  readonly jobs: readonly ActiveJob[];
  /** How many of them it has left for another. */
  readonly left: number;
  /** Jobs that ended recently, earliest first. */
  readonly past: readonly PastJob[];
  /** Who is on duty in it, and who recently was or was during the jobs listed here, earliest first. */
  readonly crew: readonly CrewMember[];
  /** Jobs whose incident does not have the crew as now known. */
  readonly crewBehind: number;
}

/** The units that this service may send: which exist, what they are doing, and where they were sent. */
export const knownUnits = readModel<KnownUnitRow>()({
  name: 'known-units',
  version: 5,
  of: [
    knownUnit,
    retiredUnit,
    crewDuty,
    only(
      incident,
      'PatrolDispatched',
      'DispatchCrewNoted',
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
    left: 'integer',
    crewBehind: 'integer',
  },
  indexedAlone: [],
  indexedNow: [
    ['status', 'since'],
    ['left', 'entity'],
    ['crewBehind', 'entity'],
  ],
  keys: (event) =>
    event.type === 'IncidentClosed' ? event.unitIds : event.unitId === null ? [] : [event.unitId],
  project(known, event, { id, entity }, unitId) {
    const row = known ?? unheardOf(unitId, entity);
    switch (event.type) {
      case 'CrewDutyNoted':
        return withMember(row, { officerId: event.officerId, since: event.startedAt, until: null });
      case 'CrewDutyEndNoted': {
        const { officerId, startedAt: since, endedAt: until } = event;
        return withMember(row, { officerId, since, until });
      }
      case 'CrewDutyResumptionNoted':
        return withMember(resumed(row, event), {
          officerId: event.officerId,
          since: event.startedAt,
          until: null,
        });
      case 'DispatchCrewNoted':
        return withCrewOf(row, event.jobId, event.crew);
      case 'UnitStatusNoted': {
        const { status, incidentId, at } = event;
        const isGiven = event.municipality !== unspecifiedMunicipality(row.entity);
        const municipality = isGiven ? event.municipality : (row.municipality ?? event.municipality);
        // What it did before it was retired, told late, is not what it does now.
        if (row.retiredAt !== null || (row.since !== null && at.ms < row.since.ms))
          return { ...row, municipality };
        return { ...row, municipality, status, incidentId, since: at };
      }
      case 'UnitRetirementNoted':
        return { ...row, status: 'OUT_OF_SERVICE', incidentId: null, retiredAt: event.retiredAt };
      case 'PatrolDispatched': {
        const { jobId, dispatchedAt, crew } = event;
        const job = { incidentId: id, jobId, dispatchedAt, crew: crew ?? [], crewNotes: 0 };
        return withJobs(row, [...row.jobs, job]);
      }
      case 'DispatchCancelled':
        return leaving(row, id, event.cancelledAt);
      case 'DispatchReassigned':
        return leaving(row, id, event.reassignedAt);
      case 'UnitCleared':
        return leaving(row, id, event.clearedAt);
      case 'IncidentClosed':
        return leaving(row, id, event.closedAt);
    }
  },
});

type Resumption = Extract<CrewDutyEvent, { type: 'CrewDutyResumptionNoted' }>;

function unheardOf(id: string, entity: string): KnownUnitRow {
  const nothing = { municipality: null, since: null, incidentId: null, retiredAt: null };
  const nobody = { past: [], crew: [], crewBehind: 0 };
  return { id, entity, ...nothing, status: 'OFFLINE', jobs: [], left: 0, ...nobody };
}

/** Its work there has ended: the beats service will report that it is free, but nothing waits for that. */
function leaving(row: KnownUnitRow, incidentId: string, endedAt: Instant): KnownUnitRow {
  const [ended, jobs] = [true, false].map((there) =>
    row.jobs.filter((job) => (job.incidentId === incidentId) === there),
  ) as [ActiveJob[], ActiveJob[]];
  const freed = row.incidentId === incidentId ? ({ status: 'AVAILABLE', incidentId: null } as const) : {};
  const past = [...row.past, ...ended.map((job) => ({ ...job, endedAt }))];
  return withJobs(remembered({ ...row, ...freed, past }, endedAt.ms), jobs);
}

function withJobs(row: KnownUnitRow, told: readonly ActiveJob[]): KnownUnitRow {
  const jobs = told.toSorted((a, b) => a.dispatchedAt.ms - b.dispatchedAt.ms);
  return compared({ ...row, jobs });
}

/** An officer went on or off duty with the unit, whichever is reported first. */
function withMember(row: KnownUnitRow, member: CrewMember): KnownUnitRow {
  const isKnown = ({ officerId, since }: CrewMember) =>
    officerId === member.officerId && since.ms === member.since.ms;
  const until = member.until ?? row.crew.find(isKnown)?.until ?? null;
  const others = row.crew.filter((each) => !isKnown(each));
  const crew = [...others, { ...member, until }].toSorted((a, b) => a.since.ms - b.since.ms);
  return compared(remembered({ ...row, crew }, (until ?? member.since).ms));
}

/** Without the end that was taken back; any other reported end applies. */
function resumed(row: KnownUnitRow, { officerId, startedAt, endedAt }: Resumption): KnownUnitRow {
  const isEnded = ({ officerId: of, since, until }: CrewMember) =>
    of === officerId && since.ms === startedAt.ms && until?.ms === endedAt.ms;
  return { ...row, crew: row.crew.map((each) => (isEnded(each) ? { ...each, until: null } : each)) };
}

function withCrewOf(row: KnownUnitRow, jobId: string, crew: readonly CrewMember[]): KnownUnitRow {
  const noted = <Job extends ActiveJob>(job: Job): Job =>
    job.jobId === jobId ? { ...job, crew, crewNotes: job.crewNotes + 1 } : job;
  return compared({ ...row, jobs: row.jobs.map(noted), past: row.past.map(noted) });
}

/** Without what has been over for so long that no late reports are expected. */
function remembered(row: KnownUnitRow, nowMs: number): KnownUnitRow {
  const since = nowMs - MEMORY_MS;
  const past = row.past.filter(({ endedAt }) => endedAt.ms >= since).slice(-PAST_JOBS_MAX);
  const works = worksOf({ jobs: row.jobs, past });
  const isKept = (member: CrewMember) =>
    member.until === null ||
    member.until.ms >= since ||
    works.some((work) => crewDuring([member], work).length > 0);
  return { ...row, past, crew: row.crew.filter(isKept).slice(-CREW_KEPT_MAX) };
}

function compared(row: KnownUnitRow): KnownUnitRow {
  return { ...row, left: jobsLeft(row).length, crewBehind: crewsBehind(row).length };
}

/**
 * Jobs that have not ended, each with the one elsewhere for which the unit left it: it is in one place. One that is over
 * counts where it began later by more than clocks may differ.
 */
export function jobsLeft({ jobs, past }: Pick<KnownUnitRow, 'jobs' | 'past'>): [ActiveJob, ActiveJob][] {
  const sent = [...past, ...jobs].toSorted((a, b) => a.dispatchedAt.ms - b.dispatchedAt.ms);
  return jobs.flatMap((job): [ActiveJob, ActiveJob][] => {
    const isLater = (one: ActiveJob) =>
      jobs.includes(one) || one.dispatchedAt.ms > job.dispatchedAt.ms + CLOCK_SKEW_MAX_MS;
    const later = sent.slice(sent.indexOf(job) + 1);
    const next = later.find((one) => one.incidentId !== job.incidentId && isLater(one));
    return next ? [[job, next]] : [];
  });
}

function worksOf({
  jobs,
  past,
}: Pick<KnownUnitRow, 'jobs' | 'past'>): (ActiveJob & { endedAt: Instant | null })[] {
  return [...jobs.map((job) => ({ ...job, endedAt: null })), ...past];
}

/** Jobs whose incident does not have the crew as now known, with that crew. */
export function crewsBehind(row: Pick<KnownUnitRow, 'jobs' | 'past' | 'crew'>) {
  return worksOf(row).flatMap(({ incidentId, jobId, dispatchedAt, endedAt, crew: noted, crewNotes }) => {
    const crew = crewDuring(row.crew, { dispatchedAt, endedAt });
    const isBehind = crewNotes < CREW_NOTES_MAX && !isSameCrew(crew, noted);
    return isBehind ? [{ incidentId, jobId, dispatchedAt, crew, crewNotes }] : [];
  });
}

/** Whether it could be sent now without being taken from anything. */
export function isFree({ status, jobs, retiredAt, municipality }: KnownUnitRow): boolean {
  return status === 'AVAILABLE' && jobs.length === 0 && retiredAt === null && municipality !== null;
}

/** Whether a municipality sends the unit: its own, and one that nobody has told of yet. `own` is undefined for whoever serves the entity. */
export function isSentBy(own: string | undefined, unit: Pick<KnownUnitRow, 'municipality'>): boolean {
  return own === undefined || unit.municipality === null || unit.municipality === own;
}
