import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';

export const FollowUpStatus = closedList(
  'FollowUpStatus',
  {
    REQUESTED: 'Owed.',
    OVERDUE: 'Still owed, past its due time.',
    DONE: 'It was done; `outcome` says what came of it.',
    WAIVED: 'No longer owed.',
  },
  'The status of a follow-up.',
);
export type FollowUpStatus = z.infer<typeof FollowUpStatus>;

export const FollowUpOutcome = closedList(
  'FollowUpOutcome',
  {
    OK: 'The victim was reached and needs nothing more.',
    NEEDS_SUPPORT: 'The victim needs further support.',
    NOT_FOUND:
      'The victim was not found; only after attempts on as many local days as the model requires (BR-C3).',
    DECLINED: 'The victim did not want it.',
  },
  'What came of a follow-up.',
);
export type FollowUpOutcome = z.infer<typeof FollowUpOutcome>;
