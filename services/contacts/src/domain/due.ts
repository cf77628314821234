import type { FollowUpRow } from './follow-up-queue.ts';
import { followUp, type FollowUpCommand } from './follow-up.ts';

/** What time tells of a follow-up that nobody ended by its due instant. */
export function overdueOf({ id, dueAt, municipality }: FollowUpRow) {
  const command = { type: 'MarkOverdue', at: dueAt } satisfies FollowUpCommand;
  return {
    aggregate: followUp,
    id,
    command,
    subject: `followup-overdue:${id}`,
    dueAt: dueAt.ms,
    municipality,
  };
}
