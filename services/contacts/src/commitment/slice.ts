import { connectionOf, type Dependencies, eachRow, edgeOf, type Slice } from '@proximidad/edge';
import { execution } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { AreaIndex } from '../contact-area/area-index.ts';
import { areas, municipalityOf } from '../contact-area/areas.ts';
import { contacts } from '../contact/contacts.ts';
import { topicOf } from '../contact/topics.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { commitment, PEACE_TABLE_DAYS } from './commitment.ts';
import { commitmentBoard, type CommitmentRow, isOwed, OWED_STATUSES } from './commitment-board.ts';

const PEACE_TABLE_MS = PEACE_TABLE_DAYS * 86_400_000;

/** What was promised to citizens. */
export const commitmentSlice: Slice<AreaIndex> = {
  aggregate: commitment,
  readModels: [commitmentBoard],
  feeds: {
    Commitment: {
      ...{ model: commitmentBoard, kind: 'commitment', changes: 'commitments' },
      ended: { status: ['KEPT', 'BROKEN'] },
    },
  },
  due,
  edge: edgeOf<AreaIndex>()({
    aggregate: commitment,
    ...{ type: 'Commitment', field: 'commitment', id: 'commitmentId' },
    ...{ model: commitmentBoard, kind: 'commitment' },
    lookUps: {
      async MakeCommitment({ input: { beatId, contactId }, context, at }) {
        const area = await context.found(() => context.table(areas, 'beat').get(beatId));
        const municipality = area && municipalityOf(area, at(area.entity).ms);
        if (!municipality) return refuse('BeatNotFound');
        // A device sends the contact, and right after it what was promised there.
        const given = (id: string) => context.found(() => context.table(contacts, 'contact').get(id));
        const spoke = contactId === null ? null : await given(contactId);
        if (spoke === undefined) return refuse('ContactNotFound');
        if (spoke?.stands === false) return refuse('ContactAnnulled');
        return { found: { place: { municipality, beatId, contactId } }, municipality };
      },
    },
  }),
  resolvers: () => resolvers,
};

/** Commitments whose term has come, the longest overdue first. */
function* due({ readModels }: Dependencies<AreaIndex>, now: number) {
  const where = { status: 'MADE', dueAt: { lt: now + 1 } } as const;
  const rows = eachRow(readModels.table(commitmentBoard), { where, orderBy: [{ column: 'dueAt' }] });
  for (const row of rows) yield overdueOf(row);
}

/** The term of a commitment that nobody ended has passed. */
export function overdueOf({ id, dueAt, municipality }: CommitmentRow) {
  return {
    subject: `commitment-overdue:${id}`,
    dueAt: dueAt.ms,
    execution: execution(commitment, id, { type: 'NoteCommitmentOverdue', at: dueAt }, { municipality }),
  };
}

const resolvers = {
  Query: {
    commitments: (_, { entity, municipality, beat, status, forPeaceTable, ...page }, { table, cut }) =>
      connectionOf(
        table(commitmentBoard, 'commitment'),
        {
          entity: entity ?? undefined,
          municipality: municipality ?? undefined,
          beatId: beat ?? undefined,
          status: forPeaceTable ? { in: OWED_STATUSES } : status ? { in: status } : undefined,
          dueAt: forPeaceTable ? { lt: cut.clock - PEACE_TABLE_MS + 1 } : undefined,
        },
        [{ column: 'dueAt' }],
        page,
      ),
    commitment: (_, { id }, { table }) => table(commitmentBoard, 'commitment').get(id),
  },
  Commitment: {
    __resolveReference: ({ id }, { table }) => table(commitmentBoard, 'commitment').get(id),
    entity: ({ entity }) => ({ code: entity }),
    municipality: ({ municipality }) => ({ cvegeo: municipality }),
    beat: ({ beatId }) => ({ id: beatId }),
    officer: ({ officerId }) => ({ id: officerId }),
    contact: ({ contactId }, _, { table }) =>
      contactId === null ? null : table(contacts, 'contact').get(contactId),
    topic: ({ topicCode }) => (topicCode === null ? null : topicOf(topicCode)),
    overdue: (row, _, { cut }) => isOwed(row) && row.dueAt.ms <= cut.clock,
    forPeaceTable: (row, _, { cut }) => isOwed(row) && row.dueAt.ms + PEACE_TABLE_MS <= cut.clock,
    inTime: ({ status, endedAt, dueAt }) =>
      endedAt === null ? null : status === 'KEPT' && endedAt.ms <= dueAt.ms,
  },
} satisfies SliceResolvers;
