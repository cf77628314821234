import type { Instant } from '@proximidad/eventsourcing';
import type { CrewMember } from '../crew/crew.ts';
import { classifiedAsOf } from './board-corrections.ts';
import { lasting } from './board-merges.ts';
import { deadlinesAsOf, scheduled } from './board-deadlines.ts';
import { NOT_ENDED, statusReached } from './board-dispatches.ts';
import { derived, type IncidentRow } from './incident-board.ts';
import type { DispatchRow } from './incident-row.ts';

/**
 * What a row says about a past moment: the incident as it was at `ms` by the times of the facts, in whatever order
 * they came in; `undefined` when it had not happened yet. This never unlearns facts: a sensitive final code, once
 * known, hides the point at every moment, and the place where it is now known to have happened is its place at every
 * moment.
 */
export function incidentValidAt(row: IncidentRow, ms: number): IncidentRow | undefined {
  const happened = (at: Instant | null): at is Instant => at !== null && at.ms <= ms;
  if (!happened(row.occurredAt)) return undefined;
  if (row.historical) return historicalAsOf(row, ms, happened(row.closedAt));
  return openOrClosedAsOf(asMergedAt(asClosedAt(row, ms), ms), ms);
}

function openOrClosedAsOf(row: IncidentRow, ms: number): IncidentRow {
  const happened = (at: Instant | null): at is Instant => at !== null && at.ms <= ms;
  const closed = happened(row.closedAt);
  const linkedAt = row.linkedAt.filter(happened);
  const unlinked = row.linkedAt.length - linkedAt.length;
  const absorbed = row.absorbed.filter(({ mergedAt }) => happened(mergedAt)).map(asOfThen('revertedAt', ms));
  const related = row.related.filter(({ linkedAt: at }) => happened(at)).map(asOfThen('unlinkedAt', ms));
  const past = derived({
    ...row,
    ...(closed ? {} : { closedAt: null, closedBy: null, outcome: null, mergedInto: null }),
    // A merge gives no code: that of a later closing is not of this moment.
    ...classifiedAsOf(row, ms, closed && row.mergedInto === null),
    priority: priorityAsOf(row, ms),
    priorityChanges: row.priorityChanges.filter(({ changedAt }) => happened(changedAt)),
    ...{ absorbed, related },
    calls: row.calls - unlinked + callsOf(absorbed) - callsOf(row.absorbed),
    duplicateCalls: row.duplicateCalls - unlinked,
    linkedAt,
    // Rankings replace each other: an earlier one is kept only in its event.
    proposal: row.proposal && happened(row.proposal.at) ? row.proposal : null,
    dispatches: row.dispatches
      .filter(({ dispatchedAt }) => happened(dispatchedAt))
      .map((job) => jobAsOf(job, happened, closed ? row.closedAt : null)),
    support: row.support
      .filter(({ requestedAt }) => happened(requestedAt))
      .map((one) => (happened(one.endedAt) ? one : { ...one, ...NOT_ENDED })),
    scenes: row.scenes.filter(({ reportedAt }) => happened(reportedAt)).map(asOfThen('retractedAt', ms)),
  });
  return scheduled(past, ms, deadlinesAsOf(past, ms));
}

/** The row with what was taken back only later still standing. */
function asOfThen<const Column extends string>(column: Column, ms: number) {
  return <Row extends Readonly<Record<Column, Instant | null>>>(row: Row): Row => {
    const at: Instant | null = row[column];
    return at !== null && at.ms > ms ? { ...row, [column]: null } : row;
  };
}

/** Calls of the incidents merged into it. */
function callsOf(absorbed: IncidentRow['absorbed']): number {
  return lasting(absorbed).reduce((sum, { calls }) => sum + calls, 0);
}

/** The row with the closing that stood at the moment, if one stood that has since been undone. */
function asClosedAt(row: IncidentRow, ms: number): IncidentRow {
  const undone = row.reopenings.find(({ closedAt, reopenedAt }) => closedAt.ms <= ms && ms < reopenedAt.ms);
  const reopenings = row.reopenings.filter(({ reopenedAt }) => reopenedAt.ms <= ms);
  if (!undone) return { ...row, reopenings };
  const { closedAt, closedBy, outcome, finalCode, reclassifications } = undone;
  return {
    ...row,
    closedAt,
    closedBy,
    outcome,
    finalCode,
    reclassifications,
    finalCnie: finalCode.code,
    mergedInto: null,
    reopenings,
  };
}

/** The row as merged into another, if it was at the moment and no longer is. */
function asMergedAt(row: IncidentRow, ms: number): IncidentRow {
  const undone = row.undoneMerges.find(({ mergedAt, revertedAt }) => mergedAt.ms <= ms && ms < revertedAt.ms);
  const undoneMerges = row.undoneMerges.filter(({ revertedAt }) => revertedAt.ms <= ms);
  if (!undone) return { ...row, undoneMerges };
  const { into: mergedInto, mergedAt: closedAt, mergedBy: closedBy } = undone;
  return { ...row, undoneMerges, mergedInto, closedAt, closedBy, outcome: 'DUPLICATE' };
}

/** Imported incidents only say when they began, when somebody arrived and when they ended. */
function historicalAsOf(row: IncidentRow, ms: number, closed: boolean): IncidentRow {
  if (closed || row.closedAt === null) return row;
  const arrived = row.responseSeconds !== null && row.occurredAt.ms + row.responseSeconds * 1_000 <= ms;
  return {
    ...row,
    ...{ closedAt: null, outcome: null, open: true, status: arrived ? 'ON_SCENE' : 'REPORTED' },
    ...(arrived ? {} : { responseSeconds: null }),
    tally: row.tally === 'APART' ? 'APART' : arrived ? 'ATTENDED' : 'RECORDED',
  };
}

/**
 * A change applies from its own time, over every change recorded before it, so that the last moment shows what the record
 * shows; before the first change, the priority that it changed from.
 */
function priorityAsOf({ priority, priorityChanges }: IncidentRow, ms: number): IncidentRow['priority'] {
  const first = priorityChanges[0];
  if (!first) return priority;
  return priorityChanges.findLast(({ changedAt }) => changedAt.ms <= ms)?.to ?? first.from;
}

/** A closing ends the open jobs, whenever they were reported; one that was undone did so too. */
function jobAsOf(
  job: DispatchRow,
  happened: (at: Instant | null) => boolean,
  closedAt: Instant | null,
): DispatchRow {
  const kept = (at: Instant | null) => (happened(at) ? at : null);
  const dispatched = {
    ...job,
    crew: job.crew && crewAsOf(job.crew, happened),
    acknowledgedAt: kept(job.acknowledgedAt),
    enRouteAt: kept(job.enRouteAt),
    arrivedAt: kept(job.arrivedAt),
  };
  if (happened(job.endedAt)) return dispatched;
  const going = { ...dispatched, endedAt: null, cancelReason: null, cancelledBy: null, toIncidentId: null };
  return closedAt === null
    ? { ...going, status: statusReached(dispatched) }
    : { ...going, status: 'CLEARED', endedAt: closedAt };
}

function crewAsOf(crew: readonly CrewMember[], happened: (at: Instant | null) => boolean): CrewMember[] {
  return crew
    .filter(({ since }) => happened(since))
    .map((member) => (happened(member.until) ? member : { ...member, until: null }));
}
