import { type CommandOf, execution, type Instant } from '@proximidad/eventsourcing';
import { throughYears } from '../periods.ts';
import type { BeatsDependencies } from '../resources.ts';
import type { DutyRow, StartedDuty } from './duties.ts';
import { DUTY_ALERT_HOURS, officerDuty } from './officer-duty.ts';

export const DUTY_ALERT_MS = DUTY_ALERT_HOURS * 3_600_000;

type Noting = Extract<CommandOf<typeof officerDuty>, { type: 'NoteOverrun' | 'ClearDutyFlag' }>;

/** Records that a duty has gone on for DUTY_ALERT_HOURS (BR-B2). */
export function overrunOf(deps: Pick<BeatsDependencies, 'execute'>, row: StartedDuty) {
  const { officerId, startedAt } = row;
  return {
    subject: `duty-overran:${officerId}`,
    dueAt: startedAt.ms + DUTY_ALERT_MS,
    execution: inDuty(deps, row, { type: 'NoteOverrun', startedAt }),
  };
}

/** What the platform itself records of a duty, in the year that takes it: its start may have filled its own. */
export function inDuty(
  { execute: system }: Pick<BeatsDependencies, 'execute'>,
  { officerId: id, municipality, period }: DutyRow,
  command: Noting & { readonly startedAt: Instant },
) {
  return execution(officerDuty, id, command, {
    municipality,
    through: (execute) => throughYears(system, { id, municipality, period }, command.startedAt, execute),
  });
}
