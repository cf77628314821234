import {
  connectionOf,
  type Dependencies,
  edgeOf,
  type GrantedRecord,
  type Seeking,
  type Slice,
} from '@proximidad/edge';
import { entityOf } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import type { Places } from '../beat-boundary/places.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { needToKnow, needToKnowId } from './need-to-know.ts';
import { isOpen, type NeedToKnowRow, needsToKnow } from './needs-to-know.ts';

/** Incidents that may be open to one subject at a time; beyond it, those that stay open longest count. */
const OPEN_MAX = 100;

/** Requests of liaisons to see single incidents. */
export const needToKnowSlice: Slice<Places> = {
  aggregate: needToKnow,
  readModels: [needsToKnow],
  granted: { kind: 'incident', to: opened },
  edge: edgeOf<Places>()({
    aggregate: needToKnow,
    ...{ type: 'NeedToKnow', field: 'needToKnow', id: 'needToKnowId' },
    ...{ model: needsToKnow, kind: 'needtoknow' },
    lookUps: {
      RequestNeedToKnow({ input: { incidentId }, context: { subject }, deps: { readModels } }) {
        // Nothing is revealed of what the liaison does not see: where the incident lies matters only to those who answer.
        const municipality = readModels.table(incidentBoard).get(incidentId)?.municipality ?? null;
        return { id: needToKnowId(incidentId, subject.id), found: whoIs(subject), municipality };
      },
      GrantNeedToKnow(seeking) {
        const { row, context } = seeking;
        const { incidentId } = row ?? {};
        const incident = incidentId && context.table(incidentBoard, 'incident').get(incidentId);
        const by = whoIs(context.subject);
        return { found: { isThere: incident !== undefined, by, ...answering(seeking) } };
      },
      RefuseNeedToKnow: (seeking) => ({ found: answering(seeking) }),
      WithdrawNeedToKnow: (seeking) => ({ found: answering(seeking) }),
    },
  }),
  resolvers: () => resolvers,
};

function whoIs({ id, person }: Subject) {
  return { subject: id, person: person ?? null };
}

function answering({
  id,
  row,
  context,
}: Pick<Seeking<Places, unknown, NeedToKnowRow>, 'id' | 'row' | 'context'>) {
  return { now: context.now(row?.municipality ?? entityOf(id!)) };
}

/** The incidents that are open to a subject at a moment (ST-6), and until when. */
function opened(
  readModels: Dependencies['readModels'],
  subject: string,
  ms: number,
): readonly GrantedRecord[] {
  const where = { subject, openUntil: { gte: ms + 1 } };
  const orderBy = [{ column: 'openUntil', desc: true }] as const;
  const { rows } = readModels.table(needsToKnow).list({ where, orderBy, first: OPEN_MAX });
  return rows.flatMap(({ row }) =>
    isOpen(row, ms) ? [{ key: row.incidentId, until: row.openUntil!.ms }] : [],
  );
}

const resolvers = {
  Query: {
    needsToKnow: (_, { entity, incident, waiting, ...page }, { table }) => {
      const where = {
        ...{ entity: entity ?? undefined, incidentId: incident ?? undefined },
        waiting: waiting ?? undefined,
      };
      return connectionOf(
        table(needsToKnow, 'needtoknow'),
        where,
        [{ column: 'requestedAt', desc: true }],
        page,
      );
    },
  },
  NeedToKnow: {
    __resolveReference: ({ id }, { table }) => table(needsToKnow, 'needtoknow').get(id),
    entity: ({ entity }) => ({ code: entity }),
    open: (row, { at }, { cut }) => isOpen(row, at?.ms ?? cut.clock),
  },
  NeedToKnowRequest: {
    secondsToAnswer: ({ requestedAt, answeredAt }) =>
      answeredAt === null ? null : Math.round((answeredAt.ms - requestedAt.ms) / 1_000),
  },
} satisfies SliceResolvers;
