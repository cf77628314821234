import type { Context, Dependencies } from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';
import { incidentBoard } from './incident-board.ts';
import type { DeadlineRow, IncidentRow } from './incident-row.ts';

/**
 * The deadlines of an incident. Showing one that raises an alarm and is still unanswered today to a person who asks
 * or watches is noted: who saw it, and when, complements who answered.
 */
export const deadlinesShown =
  ({ readModels }: Pick<Dependencies<Places>, 'readModels'>) =>
  ({ id: record, entity, deadlines }: IncidentRow, _: unknown, context: Context) => {
    const shown = deadlines.filter(isAlarming);
    // A frame of a live view is of a past moment, too.
    const today = shown.length > 0 ? readModels.table(incidentBoard).get(record) : undefined;
    const awaited = new Set(today?.deadlines.filter(isAlarming).map(nameOf));
    for (const one of shown.filter((each) => awaited.has(nameOf(each)))) {
      context.noteAccess({
        ...{ action: 'READ', what: `alarm.${one.kind}`, entity, outcome: 'OPENED', reason: null, record },
        once: `${record} ${nameOf(one)}`,
      });
    }
    return deadlines;
  };

function isAlarming({ passedAt, acknowledgedAt, settledAt }: DeadlineRow): boolean {
  return passedAt !== null && acknowledgedAt === null && settledAt === null;
}

function nameOf({ kind, jobId, dueAt }: DeadlineRow): string {
  return `${kind} ${jobId} ${dueAt.ms}`;
}
