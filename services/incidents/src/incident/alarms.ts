import type { Context } from '@proximidad/edge';
import type { DeadlineRow, IncidentRow } from './incident-row.ts';

/**
 * The deadlines of an incident for who asks now. Of those that alarm it is noted that they were shown to them: who was
 * told, and when, is the other half of who answered.
 */
export function deadlinesShown({ id: record, entity, deadlines }: IncidentRow, context: Context) {
  if (context.cut.at !== undefined) return deadlines;
  for (const { kind, jobId, dueAt } of deadlines.filter(isAlarming)) {
    context.noteAccess({
      ...{ action: 'READ', what: `alarm.${kind}`, entity, outcome: 'OPENED', reason: null, record },
      once: `${record} ${kind} ${jobId} ${dueAt.ms}`,
    });
  }
  return deadlines;
}

function isAlarming({ passedAt, acknowledgedAt, settledAt }: DeadlineRow): boolean {
  return passedAt !== null && acknowledgedAt === null && settledAt === null;
}
