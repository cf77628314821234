import { execution } from '@proximidad/eventsourcing';
import { periodId } from '../period.ts';
import type { StartedDuty } from './duties.ts';
import { DUTY_ALERT_HOURS, officerDuty } from './officer-duty.ts';

export const DUTY_ALERT_MS = DUTY_ALERT_HOURS * 3_600_000;

/** Records that a duty has gone on for DUTY_ALERT_HOURS (BR-B2). */
export function overrunOf({ officerId, period, startedAt, municipality }: StartedDuty) {
  const command = { type: 'NoteOverrun', startedAt } as const;
  return {
    subject: `duty-overran:${officerId}`,
    dueAt: startedAt.ms + DUTY_ALERT_MS,
    execution: execution(officerDuty, periodId(officerId, period), command, { municipality }),
  };
}
