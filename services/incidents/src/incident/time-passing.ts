import { execution, type Instant } from '@proximidad/eventsourcing';
import type { ReadModels } from '@proximidad/readmodel';
import type { Due } from '@proximidad/edge';
import { crewKey } from '../crew/crew.ts';
import { crewsBehind, isFree, jobsLeft, knownUnits } from '../known-unit/known-units.ts';
import { bringsSomething, lasting } from './board-merges.ts';
import { ESCALATION_MS, STALE_MS } from './deadlines.ts';
import { incidentBoard, type IncidentRow } from './incident-board.ts';
import { incident } from './incident.ts';

/** Incidents looked at in one tick; the rest waits for the next. */
const TICKED_MAX = 100;
const FREED_MAX = 50;
const WAITING_EACH_MAX = 20;
const WAITING_READ_MAX = 500;
const MOVED_MAX = 50;
const CREWS_MAX = 50;
const BROUGHT_MAX = 50;
/** A unit that has been free for longer could already have been proposed. */
const FREED_WITHIN_MS = 30_000;

/** What comes with time: deadlines, units that became free or were sent elsewhere, officers who joined or left a unit at work, and what merges brought. */
export function* due(readModels: ReadModels, now: number): Iterable<Due> {
  yield* deadlines(readModels, now);
  yield* movedUnits(readModels);
  yield* changedCrews(readModels);
  yield* freedUnits(readModels, now);
  yield* takenOver(readModels);
}

/** Each passes once and escalates once; one that passed a day ago while the service was down raises no alarm. */
function* deadlines(readModels: ReadModels, now: number): Iterable<Due> {
  const ticking = readModels.table(incidentBoard).list({
    where: { tickAt: { gte: now - STALE_MS, lt: now + 1 } },
    orderBy: [{ column: 'tickAt' }],
    first: TICKED_MAX,
  });
  for (const { row } of ticking.rows) {
    for (const { kind, jobId, dueAt, passedAt, ...one } of row.deadlines) {
      const isOver = one.settledAt !== null || one.acknowledgedAt !== null || one.escalatedAt !== null;
      if (isOver || one.toldLate || dueAt.ms > now) continue;
      const command = { kind, jobId, dueAt };
      const type = passedAt === null ? 'NoteDeadlinePassed' : 'NoteDeadlineEscalated';
      const tickAt = passedAt === null ? dueAt.ms : dueAt.ms + ESCALATION_MS;
      if (tickAt > now) continue;
      yield {
        subject: `deadline-${passedAt === null ? 'passed' : 'escalated'}:${row.id}:${kind}:${jobId ?? ''}`,
        dueAt: tickAt,
        execution: execution(incident, row.id, { type, ...command }, { municipality: row.municipality }),
      };
    }
  }
}

/** A unit is in one place: once a person sends it elsewhere, it has left where it was. */
function* movedUnits(readModels: ReadModels): Iterable<Due> {
  const moved = readModels.table(knownUnits).list({ where: { left: { gte: 1 } }, first: MOVED_MAX });
  for (const { row } of moved.rows) {
    for (const [{ incidentId, jobId }, next] of jobsLeft(row)) {
      const { incidentId: toIncidentId, dispatchedAt: at } = next;
      const command = { type: 'NoteReassigned', unitId: row.id, jobId, toIncidentId, at } as const;
      yield {
        subject: `unit-reassigned:${jobId}`,
        dueAt: at.ms,
        execution: execution(incident, incidentId, command, placeOf(row.municipality)),
      };
    }
  }
}

/** Crews of units at work that differ from what the incident has: duties begin and end meanwhile, and are reported late. */
function* changedCrews(readModels: ReadModels): Iterable<Due> {
  const behind = readModels.table(knownUnits).list({ where: { crewBehind: { gte: 1 } }, first: CREWS_MAX });
  for (const { row } of behind.rows) {
    for (const { incidentId, jobId, dispatchedAt, crew, crewNotes } of crewsBehind(row)) {
      const times = crew.flatMap(({ since, until }) => [since.ms, until?.ms ?? since.ms]);
      const command = { type: 'NoteDispatchCrew', unitId: row.id, jobId, crew } as const;
      const place = placeOf(readModels.table(incidentBoard).get(incidentId)?.municipality ?? null);
      yield {
        // The same crew may be there again, after another was noted.
        subject: `dispatch-crew:${jobId}:${crewNotes}:${crewKey(crew)}`,
        dueAt: Math.max(dispatchedAt.ms, ...times),
        execution: execution(incident, incidentId, command, place),
      };
    }
  }
}

/** What was merged into an incident awaited help, or was more urgent: that goes on there. */
function* takenOver(readModels: ReadModels): Iterable<Due> {
  const lacking = readModels.table(incidentBoard).list({
    where: { broughtAt: { gte: 0 } },
    orderBy: [{ column: 'broughtAt' }],
    first: BROUGHT_MAX,
  });
  for (const { row } of lacking.rows) {
    for (const { incidentId, brings, mergedAt: at } of lasting(row.absorbed).filter(bringsSomething)) {
      const command = { type: 'TakeOver', ...brings, at } as const;
      yield {
        subject: `taken-over:${row.id}:${incidentId}`,
        dueAt: at.ms,
        execution: execution(incident, row.id, command, { municipality: row.municipality }),
      };
    }
  }
}

/** A unit became free: incidents that wait in its municipality with no free unit proposed are ranked again. */
function* freedUnits(readModels: ReadModels, now: number): Iterable<Due> {
  const units = readModels.table(knownUnits);
  const freed = units.list({
    where: { status: 'AVAILABLE', since: { gte: now - FREED_WITHIN_MS, lt: now + 1 } },
    orderBy: [{ column: 'since', desc: true }],
    first: FREED_MAX,
  });
  for (const { row: unit } of freed.rows) {
    if (!isFree(unit) || unit.municipality === null || unit.since === null) continue;
    const at = unit.since;
    const waiting = readModels.table(incidentBoard).list({
      where: { municipality: unit.municipality, waiting: true },
      orderBy: [{ column: 'reportedAt' }],
      first: WAITING_READ_MAX,
    });
    let asked = 0;
    for (const { row } of waiting.rows) {
      if (!wantsProposal(row, at, (id) => isFreeUnit(units.get(id)))) continue;
      if (++asked > WAITING_EACH_MAX) break;
      yield {
        subject: `unit-freed:${row.id}:${unit.id}`,
        dueAt: at.ms,
        execution: execution(
          incident,
          row.id,
          { type: 'AskCandidates', reason: 'UNIT_FREED', at },
          { municipality: row.municipality },
        ),
      };
    }
  }
}

/** Its proposal came and contains no unit that is free now; nothing is requested while an answer is under way. */
function wantsProposal(
  { proposal, askedRound }: IncidentRow,
  freedAt: Instant,
  isFreeNow: (unitId: string) => boolean,
): boolean {
  if (proposal === null || proposal.round < askedRound || proposal.at.ms >= freedAt.ms) return false;
  return !proposal.candidates.some(({ unitId }) => isFreeNow(unitId));
}

function isFreeUnit(row: Parameters<typeof isFree>[0] | undefined): boolean {
  return row !== undefined && isFree(row);
}

function placeOf(municipality: string | null) {
  return municipality === null ? {} : { municipality };
}
