import { heldSince } from '@proximidad/contracts';
import { openAmong } from '@proximidad/edge';
import { execution } from '@proximidad/eventsourcing';
import { commitment } from './commitment/commitment.ts';
import { commitmentBoard, OWED_STATUSES } from './commitment/commitment-board.ts';
import { followUp } from './follow-up/follow-up.ts';
import { followUpQueue, OPEN_STATUSES } from './follow-up/follow-up-queue.ts';

const BY_TERM = [{ column: 'dueAt' }] as const;

const openFollowUps = openAmong(
  followUpQueue,
  () => ({ where: { status: { in: OPEN_STATUSES } }, orderBy: BY_TERM }),
  ({ id, entity, municipality, beatId, carriedOver, basis, closedAt }) => [
    {
      ...{ name: id, place: { entity, municipality, beatId } },
      ...heldSince(carriedOver, basis, closedAt),
      carry: (change) => execution(followUp, id, { type: 'CarryOverFollowUp', change }, { municipality }),
    },
  ],
);

const owedCommitments = openAmong(
  commitmentBoard,
  () => ({ where: { status: { in: OWED_STATUSES } }, orderBy: BY_TERM }),
  ({ id, entity, municipality, beatId, carriedOver, madeAt }) => [
    {
      ...{ name: id, place: { entity, municipality, beatId } },
      ...heldSince(carriedOver, null, madeAt),
      carry: (change) => execution(commitment, id, { type: 'CarryOverCommitment', change }, { municipality }),
    },
  ],
);

/** What goes on when its place comes under another version of a model. */
export const openItems = [openFollowUps, owedCommitments];
