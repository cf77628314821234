import { CNIE_CURRENT } from '@proximidad/catalogues';
import { entityOf, type Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { type Context, edgeOf, ServiceError, type Slice } from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';
import { codeOf } from '../incident/codes.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import type { QueryDuplicateCandidatesArgs, SliceResolvers } from '../schema.gen.ts';
import { call } from './call.ts';
import { calls } from './calls.ts';
import { APART_MAX_MS, duplicateCandidates } from './duplicates.ts';

/** The newest incidents that a call is compared with. */
const COMPARED_MAX = 500;
/** Calls that tell of one incident; a row keeps when each was linked. */
const CALLS_PER_INCIDENT_MAX = 1_000;
/** A report may be written long after its call began. */
const REPORT_DELAY_MAX_MS = 60 * 60_000;

/** Calls to the centres, and what became of each. */
export const callSlice: Slice<Places> = {
  aggregate: call,
  readModels: [calls],
  feeds: {
    Call: {
      ...{ model: calls, kind: 'call', changes: 'calls' },
      // Nobody has to do anything about the call any more.
      ended: { status: ['REPORTED', 'LINKED', 'CLOSED', 'ABANDONED'] },
    },
  },
  edge: edgeOf<Places>()({
    aggregate: call,
    ...{ type: 'Call', field: 'call', id: 'callId' },
    ...{ model: calls, kind: 'call' },
    lookUps: {
      ReceiveCall({ input }) {
        const municipality = input.channel === '089' ? null : input.municipality;
        return { found: { municipality }, municipality };
      },
      async LinkDuplicate({ input, id, context }) {
        const { incidentId } = input;
        const known = await context.found(() => context.table(incidentBoard, 'incident').get(incidentId));
        if (known?.entity !== entityOf(id!)) {
          return refuse('IncidentNotFound');
        }
        if (known.calls >= CALLS_PER_INCIDENT_MAX)
          return refuse('TooManyCalls', { max: CALLS_PER_INCIDENT_MAX });
        return { found: { callId: id! } };
      },
    },
  }),
  resolvers: () => resolvers,
};

const resolvers = {
  Query: {
    call: (_, { id }, { table }) => table(calls, 'call').get(id),
    duplicateCandidates(_, args, context) {
      // Distances from points of one's choice would give the incident's own away.
      context.field('Incident.point');
      const { code, at, entity } = accountOf(args, context);
      const open = context.table(incidentBoard, 'incident').list({
        where: {
          entity,
          open: true,
          reportedAt: { gte: at - APART_MAX_MS, lt: at + APART_MAX_MS + REPORT_DELAY_MAX_MS },
        },
        orderBy: [{ column: 'reportedAt', desc: true }],
        first: COMPARED_MAX,
      });
      const account = { code, at, point: args.point, cellFix: args.cellFix ?? false };
      return duplicateCandidates(
        account,
        open.rows.map(({ row }) => row),
      );
    },
  },
  Call: {
    __resolveReference: ({ id }, { table }) => table(calls, 'call').get(id),
    entity: ({ entity }) => ({ code: entity }),
    municipality: ({ municipality }) => (municipality === null ? null : { cvegeo: municipality }),
    code: ({ code }) => (code === null ? null : codeOf({ system: 'CNIE', version: CNIE_CURRENT, code })),
    incident: ({ incidentId }, _, { table }) =>
      incidentId === null ? null : table(incidentBoard, 'incident').get(incidentId),
  },
} satisfies SliceResolvers;

/** A call gives its own code and time; without one both are asked for. */
function accountOf({ callId, code, at }: QueryDuplicateCandidatesArgs, context: Context) {
  const known = callId ? context.table(calls, 'call').get(callId) : undefined;
  const when: Instant | undefined = at ?? known?.startedAt;
  const what = code ?? known?.code;
  if (!what || !when) {
    throw new ServiceError('BAD_USER_INPUT', 'A classified call is needed, or a code and a time.');
  }
  return { code: what, at: when.ms, entity: known?.entity ?? context.subject.entity };
}
