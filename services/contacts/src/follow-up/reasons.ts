import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';

export const WaiverReason = closedList(
  'WaiverReason',
  {
    VICTIM_ASKED: 'The victim asked not to be looked for.',
    VICTIM_SERVICES_TOOK_OVER: 'Services for victims look after the victim now.',
    SAME_VICTIM_ELSEWHERE: 'Another follow-up is owed to the same victim.',
    INCIDENT_CORRECTED: 'The incident turned out to have left no victim.',
    INCIDENT_REOPENED:
      'The incident is open again: it is owed again after the next closing, if there is still a victim.',
    VICTIM_DATA_ERASED: 'The data about the victim were erased, so nobody can be looked for.',
  },
  'Why a follow-up is no longer owed.',
);
export type WaiverReason = z.infer<typeof WaiverReason>;

export const FollowUpReopenReason = closedList(
  'FollowUpReopenReason',
  {
    RECORDED_BY_MISTAKE: 'The record was meant for another follow-up, or was wrong.',
    VICTIM_TURNED_UP: 'A victim who had not been found was found after all.',
    VICTIM_ASKED_AGAIN: 'A victim who had not wanted it asks for it.',
  },
  'Why a follow-up that somebody had ended is owed again.',
);
export type FollowUpReopenReason = z.infer<typeof FollowUpReopenReason>;
