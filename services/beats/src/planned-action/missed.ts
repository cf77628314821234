import { execution } from '@proximidad/eventsourcing';
import { plannedAction } from './planned-action.ts';
import type { PlannedActionRow } from './planned-actions.ts';

/** What time brings to an action that nobody did: the fact that it was missed (BR-B20). */
export function missOf({ id, openings, until, municipality }: PlannedActionRow) {
  return {
    subject: `action-missed:${id}:${openings}`,
    dueAt: until.ms,
    execution: execution(plannedAction, id, { type: 'MissAction' }, { municipality }),
  };
}
