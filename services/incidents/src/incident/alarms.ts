import type { Context, Dependencies } from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';
import { incidentBoard } from './incident-board.ts';
import type { DeadlineRow, IncidentRow } from './incident-row.ts';

/**
 * The deadlines of an incident. Of those that alarm, and that nobody has answered by today, it is noted that they were
 * shown to who asks or watches: who was told, and when, is the other half of who answered.
 */
export const deadlinesShown =
  ({ readModels }: Pick<Dependencies<Places>, 'readModels'>) =>
  ({ id: record, entity, deadlines }: IncidentRow, _: unknown, context: Context) => {
    const shown = deadlines.filter(isAlarming);
    // A frame of what is live is of a past moment, too.
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
