import { federalMatter, isSensitive, RESPONSE_TARGETS_ONCE } from '@proximidad/catalogues';
import {
  type By,
  type Figure,
  type Instant,
  only,
  readModel,
  type Recorded,
} from '@proximidad/eventsourcing';
import { call } from '../call/call.ts';
import type { CallEvent } from '../call/call-events.ts';
import { historical, type HistoricalEvent } from '../historical/historical.ts';
import { withCall } from './board-calls.ts';
import { closingCorrected, reclassified, relocated } from './board-corrections.ts';
import { tracked, withDeadline } from './board-deadlines.ts';
import { dispatched, ended, isWorking, standing } from './board-dispatches.ts';
import { isMerge, lacking, lasting, merged, otherOf } from './board-merges.ts';
import type { IncidentEvent } from './incident-events.ts';
import type { IncidentRow } from './incident-row.ts';
import { legFigures } from './leg-figures.ts';
import { incident } from './incident.ts';
import { monthFigures } from '../monthly-cut/month-figures.ts';
import { targetsAt } from './response-targets.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

export type { IncidentRow };
export { isWorking };

/** The board of a centre: every incident, live or recorded as past. */
export const incidentBoard = readModel<IncidentRow>()({
  name: 'incident-board',
  version: 29,
  of: [incident, historical, only(call, 'CallLinkedToIncident', 'CallUnlinked')],
  columns: {
    entity: 'text',
    municipality: 'text',
    beatId: 'text',
    status: 'text',
    priority: 'text',
    open: 'integer',
    tally: 'text',
    finalCnie: 'text',
    occurredAt: 'instant',
    reportedAt: 'instant',
    closedAt: 'instant',
    responseSeconds: 'integer',
    nextDue: 'text',
    nextDueAt: 'instant',
    tickAt: 'instant',
    broughtAt: 'instant',
    waiting: 'integer',
    unitIds: 'text',
    officersText: 'text',
    federal: 'integer',
  },
  // All begin with the entity: a query about a place is about one entity, and the policy adds it to most others.
  // What remains is the nation's list, newest first.
  indexedAlone: ['occurredAt', 'tickAt', 'broughtAt'],
  indexes: [
    ['entity', 'occurredAt'],
    ['entity', 'municipality', 'occurredAt'],
    ['entity', 'open', 'occurredAt'],
    ['entity', 'beatId', 'open', 'occurredAt'],
    ['entity', 'finalCnie', 'occurredAt'],
    ['entity', 'nextDueAt'],
    ['entity', 'municipality', 'nextDueAt'],
  ],
  indexedNow: [['municipality', 'waiting', 'reportedAt']],
  sampled: [
    ['entity', 'reportedAt', 'tally', 'responseSeconds'],
    ['entity', 'closedAt', 'tally'],
  ],
  rare: ['tickAt', 'broughtAt', 'nextDueAt', 'closedAt'],
  keys: (event, { id }) =>
    isOfCall(event) ? [event.incidentId] : isMerge(event) ? [id, otherOf(event)] : [id],
  project(row, event, recorded) {
    const next = projected(row, event, recorded);
    if (!next) return undefined;
    const federal = federalOf(next);
    return next.federal === federal ? next : { ...next, federal };
  },
  guarded: isGuarded,
  figure: figuresOf,
});

type OfCall = Extract<CallEvent, { type: 'CallLinkedToIncident' | 'CallUnlinked' }>;
type BoardEvent = IncidentEvent | HistoricalEvent | OfCall;

function isOfCall(event: BoardEvent): event is OfCall {
  return event.type === 'CallLinkedToIncident' || event.type === 'CallUnlinked';
}

function projected(
  row: IncidentRow | undefined,
  event: BoardEvent,
  recorded: Recorded,
): IncidentRow | undefined {
  switch (event.type) {
    case 'IncidentReported':
      return tracked(reported(event, recorded), timesOf(recorded));
    case 'HistoricalIncidentRecorded':
      return recordedAsPast(event, recorded);
    case 'DeadlinePassed':
    case 'DeadlineAcknowledged':
    case 'DeadlineEscalated':
      return row && tracked(withDeadline(row, event, recorded.by), timesOf(recorded));
    case 'CandidatesRequested':
    case 'PatrolProposed':
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
    case 'SupportRequested':
    case 'SupportEnded':
    case 'SceneReported':
    case 'SceneRetracted':
      return row && tracked(derived(dispatched(row, event, recorded.by)), timesOf(recorded));
    case 'PriorityChanged':
    case 'IncidentClosed':
    case 'IncidentReopened':
      return row && tracked(derived(changed(row, event, recorded.by)), timesOf(recorded));
    case 'IncidentMerged':
    case 'MergeReverted':
    case 'IncidentLinked':
    case 'IncidentUnlinked':
      return row && tracked(derived(merged(row, event, recorded.id, recorded.by)), timesOf(recorded));
    case 'IncidentReclassified':
      return row && reclassified(row, event, recorded);
    case 'ClosingCorrected':
      return row && derived(closingCorrected(row, event, recorded));
    case 'IncidentRelocated':
      return row && relocated(row, event, recorded);
    case 'CallLinkedToIncident':
    case 'CallUnlinked':
      return row && withCall(row, event, recorded.metadata.occurredAt);
  }
}

/** Each once, between blanks. */
function listed(ids: readonly string[]): string {
  return ids.length === 0 ? '' : ` ${[...new Set(ids)].toSorted().join(' ')} `;
}

function officersOf({ dispatches }: IncidentRow): string[] {
  return dispatches.flatMap(({ crew }) => (crew ?? []).map(({ officerId }) => officerId));
}

/**
 * By its present code; an incident that was ever of a guarded kind, into which one was merged (ADR 430), or that was found
 * to be one, is shown no finer than the municipality.
 */
function federalOf(row: IncidentRow): IncidentRow['federal'] {
  const { system, code } = row.finalCode ?? row.initialCode;
  const matter = system === 'CNIE' ? federalMatter(code) : 'NONE';
  const guarded = isGuarded(row) || holdsGuarded(row);
  if (matter === 'NONE') return guarded ? 3 : 0;
  return matter === 'GUARDED' || guarded ? 2 : 1;
}

/** Each row counts for its entity and its municipality, so that a caller who sees only one of them has figures, too. */
function figuresOf(row: IncidentRow): Figure[] {
  const { entity, municipality, exercise, outcome, open, priority } = row;
  if (exercise) return [];
  const names =
    outcome === 'DUPLICATE'
      ? ['duplicates']
      : isNothing(outcome)
        ? ['nothing']
        : ['recorded', ...(open ? [`open:${priority}`] : [])];
  const figures: Figure[] = [];
  for (const place of [entity, municipality]) {
    for (const name of names) figures.push({ key: `${place}:${name}`, add: 1 });
  }
  figures.push(...legFigures(row), ...monthFigures(row));
  return figures;
}

/** Nothing of the kind had happened, or it was called off: it is kept apart from what happened (B17). */
function isNothing(outcome: IncidentRow['outcome']): boolean {
  return outcome === 'UNFOUNDED' || outcome === 'CANCELLED';
}

/** It belongs to another incident, or did not happen: figures do not count it. */
function standsApart(outcome: IncidentRow['outcome']): boolean {
  return outcome === 'DUPLICATE' || isNothing(outcome);
}

const UNMERGED = {
  closingCorrections: [],
  mergedInto: null,
  undoneMerges: [],
  absorbed: [],
  broughtAt: null,
  related: [],
} as const;
const UNFLAGGED = { unitIds: '', officersText: '', federal: 0 } as const;

function reported(event: Of<'IncidentReported'>, { id, entity }: Recorded): IncidentRow {
  return {
    id,
    entity,
    municipality: event.place.municipality,
    beatId: event.place.beatId,
    point: event.place.point,
    folio: event.folio,
    initialCode: { system: 'CNIE', version: event.catalogueVersion, code: event.initialCode },
    finalCode: null,
    finalCnie: null,
    priority: event.priority,
    status: 'REPORTED',
    open: true,
    tally: event.exercise ? 'APART' : 'RECORDED',
    occurredAt: event.happenedAt,
    reportedAt: event.reportedAt,
    callStartedAt: event.callStartedAt,
    closedAt: null,
    closedBy: null,
    outcome: null,
    ...UNFLAGGED,
    ...UNMERGED,
    calls: event.callIds.length,
    duplicateCalls: 0,
    linkedAt: [],
    priorityChanges: [],
    reclassifications: [],
    relocations: [],
    reopenings: [],
    ...NOBODY_SENT,
    rural: event.rural,
    targets: event.targets,
    targetsBasis: event.basis,
    responseSeconds: null,
    exercise: event.exercise,
    historical: false,
    source: null,
    placeBasis: null,
    sourceLegs: null,
  };
}

const NOBODY_SENT = {
  ...{ askedRound: 0, proposal: null, dispatches: [], support: [], scenes: [] },
  ...{ deadlines: [], nextDue: null, nextDueAt: null, tickAt: null, waiting: false },
} as const;

function recordedAsPast(event: HistoricalEvent, { id, entity }: Recorded): IncidentRow {
  const { occurredAt, arrivedAt, closedAt, outcome } = event;
  const attended = arrivedAt ?? closedAt;
  return {
    id,
    entity,
    municipality: event.municipality,
    beatId: event.beatId,
    point: event.point,
    folio: null,
    initialCode: event.classification,
    finalCode: null,
    finalCnie: null,
    priority: null,
    status: 'CLOSED',
    open: false,
    tally: standsApart(outcome) ? 'APART' : attended === null ? 'RECORDED' : 'ATTENDED',
    occurredAt,
    reportedAt: occurredAt,
    callStartedAt: null,
    closedAt,
    closedBy: null,
    outcome,
    ...UNFLAGGED,
    ...UNMERGED,
    calls: 0,
    duplicateCalls: 0,
    linkedAt: [],
    priorityChanges: [],
    reclassifications: [],
    relocations: [],
    reopenings: [],
    ...NOBODY_SENT,
    ...{ rural: false, targets: targetsAt(RESPONSE_TARGETS_ONCE, false), targetsBasis: null },
    responseSeconds: arrivedAt && secondsBetween(occurredAt, arrivedAt.ms),
    exercise: false,
    historical: true,
    source: event.source,
    placeBasis: event.placeBasis,
    sourceLegs: event.legs,
  };
}

type Course = Of<'PriorityChanged' | 'IncidentClosed' | 'IncidentReopened'>;

function timesOf({ metadata, recordedAt }: Recorded) {
  return { occurredAt: metadata.occurredAt, recordedAt };
}

function changed(row: IncidentRow, event: Course, by: By): IncidentRow {
  switch (event.type) {
    case 'PriorityChanged': {
      const { from, to, reason, changedAt } = event;
      const change = { from, to, reason, changedAt, by };
      return { ...row, priority: to, priorityChanges: [...row.priorityChanges, change] };
    }
    case 'IncidentReopened':
      return reopened(row, event, by);
    case 'IncidentClosed': {
      const { finalCode: code, catalogueVersion: version, outcome, closedAt } = event;
      return {
        ...row,
        outcome,
        closedAt,
        closedBy: by,
        finalCode: { system: 'CNIE', version, code },
        finalCnie: code,
        point: isSensitive(code) ? null : row.point,
        dispatches: row.dispatches.map((job) => ended(job, 'CLEARED', closedAt)),
      };
    }
  }
}

function reopened(row: IncidentRow, { reason, reopenedAt }: Of<'IncidentReopened'>, by: By): IncidentRow {
  const { closedAt, closedBy, outcome, finalCode, reclassifications } = row;
  if (closedAt === null || outcome === null || finalCode === null) return row;
  const undone = { reason, closedAt, closedBy, outcome, finalCode, reclassifications, reopenedAt, by };
  const open = {
    closedAt: null,
    closedBy: null,
    outcome: null,
    finalCode: null,
    finalCnie: null,
    reclassifications: [],
  };
  return { ...row, ...open, reopenings: [...row.reopenings, undone] };
}

/** Whether any code that it has or had is of a kind with a guarded place. */
export function isGuarded({ initialCode, finalCode, reclassifications, reopenings }: IncidentRow): boolean {
  const undone = reopenings.flatMap(({ finalCode: code, reclassifications: earlier }) => [
    code,
    ...earlier.flatMap(({ from, to }) => [from, to]),
  ]);
  const all = [initialCode, finalCode, ...reclassifications.flatMap(({ from, to }) => [from, to]), ...undone];
  return all.some((code) => code?.system === 'CNIE' && isSensitive(code.code));
}

/**
 * Whether something of a kind with a guarded place is part of it: an incident, by a merge that stands, or what was found at
 * the scene (ADR 454), by a report that was not taken back (ADR 469).
 */
export function holdsGuarded({ absorbed, scenes }: IncidentRow): boolean {
  const isOfGuardedKind = (code: string) => isSensitive(code) || federalMatter(code) === 'GUARDED';
  return (
    lasting(absorbed).some(({ guarded }) => guarded) ||
    standing(scenes).some(({ finalCode }) => finalCode !== null && isOfGuardedKind(finalCode))
  );
}

/** What follows from the rest of the row; facts may come in any order, the earliest arrival counts (BR-I5). */
export function derived(row: IncidentRow): IncidentRow {
  const working = row.dispatches.filter(isWorking);
  const open = row.closedAt === null;
  const reached = working.some(({ status }) => status === 'ARRIVED')
    ? 'ON_SCENE'
    : working.length > 0
      ? 'DISPATCHED'
      : 'REPORTED';
  const apart = row.exercise || standsApart(row.outcome);
  const attended = row.dispatches.length > 0 || !open;
  return {
    ...row,
    ...lacking(row),
    status: open ? reached : 'CLOSED',
    open,
    tally: apart ? 'APART' : attended ? 'ATTENDED' : 'RECORDED',
    responseSeconds: responseSeconds(row),
    unitIds: listed(row.dispatches.map(({ unitId }) => unitId)),
    officersText: listed(officersOf(row)),
  };
}

function responseSeconds({ dispatches, callStartedAt, reportedAt }: IncidentRow): number | null {
  const arrivals = dispatches.flatMap(({ arrivedAt }) => (arrivedAt === null ? [] : [arrivedAt.ms]));
  if (arrivals.length === 0) return null;
  return secondsBetween(callStartedAt ?? reportedAt, Math.min(...arrivals));
}

/** Never negative: clocks differ. */
function secondsBetween(from: Instant, toMs: number): number {
  return Math.max(0, Math.round((toMs - from.ms) / 1_000));
}
