import { execution } from '@proximidad/eventsourcing';
import { plannedAction } from './planned-action.ts';
import type { PlannedActionRow } from './planned-actions.ts';

/** Records that an action was missed once its time has passed and nobody did it (BR-B20). */
export function missOf({ id, openings, until, municipality }: PlannedActionRow) {
  return {
    subject: `action-missed:${id}:${openings}`,
    dueAt: until.ms,
    execution: execution(plannedAction, id, { type: 'MissAction' }, { municipality }),
  };
}
