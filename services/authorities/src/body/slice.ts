import { connectionOf, edgeOf, type Slice } from '@proximidad/edge';
import { authorityOf } from '../authority/slice.ts';
import { linkAt, spans } from '../effective.ts';
import type { CarryingOut } from '../kept-person/carrying-out.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { isLate, sessions } from '../session/sessions.ts';
import { bodies } from './bodies.ts';
import { body, bodyId } from './body.ts';

const DAY_MS = 86_400_000;

/** Bodies that decide, coordinate or are consulted. */
export const bodySlice: Slice<CarryingOut> = {
  aggregate: body,
  readModels: [bodies],
  feeds: { GoverningBody: { model: bodies, kind: 'body' } },
  edge: edgeOf<CarryingOut>()({
    aggregate: body,
    ...{ type: 'GoverningBody', field: 'governingBody', id: 'governingBodyId' },
    ...{ model: bodies, kind: 'body' },
    lookUps: {
      async ComposeBody({ context, input: { entity, authority, seats } }) {
        const row = await context.found(() => authorityOf(context, authority));
        const bodyKind = row?.entity === entity ? row.kind : undefined;
        const missing = seats.find((seat) => !authorityOf(context, seat.authority))?.authority;
        return { id: bodyId(entity, authority), found: { bodyKind, missing } };
      },
    },
  }),
  resolvers: () => resolvers,
};

const resolvers = {
  Query: {
    governingBodies: (_, { entity, ...page }, { table }) =>
      connectionOf(
        table(bodies, 'body'),
        { entity: entity ?? undefined },
        [{ column: 'entity' }, { column: 'authority' }],
        page,
      ),
  },
  GoverningBody: {
    __resolveReference: ({ id }, { table }) => table(bodies, 'body').get(id),
    entity: ({ entity }) => ({ code: entity }),
    authority: ({ authority }, _, context) => authorityOf(context, authority)!,
    composition: ({ compositions }, { at }, { cut }) => {
      const ms = at?.ms ?? cut.clock;
      return spans(compositions).findLast(({ from }) => from.ms <= ms) ?? null;
    },
    compositions: ({ compositions }) => spans(compositions),
    sessions: ({ authority }, page, { table }) =>
      connectionOf(table(sessions, 'session'), { body: authority }, [{ column: 'heldAt', desc: true }], page),
    nextSessionDueAt({ authority, compositions }, _, { table, cut }) {
      const { everyDays = null, from } = linkAt(compositions, cut.clock) ?? {};
      if (everyDays === null) return null;
      const orderBy = [{ column: 'heldAt', desc: true }] as const;
      const [last] = table(sessions, 'session').list({ where: { body: authority }, orderBy, first: 1 }).rows;
      const since = last && last.row.heldAt.ms > from!.ms ? last.row.heldAt : from!;
      return { ...since, ms: since.ms + everyDays * DAY_MS };
    },
  },
  GoverningBodySeat: { authority: ({ authority }, _, context) => authorityOf(context, authority)! },
  BodySession: {
    __resolveReference: ({ id }, { table }) => table(sessions, 'session').get(id),
    entity: ({ entity }) => ({ code: entity }),
    body: ({ entity, body: code }, _, { table }) => table(bodies, 'body').get(bodyId(entity, code))!,
    number: ({ session }) => session,
    present: ({ present }, _, context) => present.flatMap((code) => authorityOf(context, code) ?? []),
  },
  BodyAgreement: {
    responsible: ({ responsible }, _, context) => authorityOf(context, responsible)!,
    late: (row, _, { cut }) => isLate(row, cut.clock),
  },
} satisfies SliceResolvers;
