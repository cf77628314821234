import type { Instant } from '@proximidad/eventsourcing';
import { connectionOf, type Context, edgeOf, type Slice } from '@proximidad/edge';
import { agreements } from '../agreement/agreements.ts';
import { linkAt, spans } from '../effective.ts';
import { liaisons } from '../liaison/liaisons.ts';
import type { CarryingOut } from '../kept-person/carrying-out.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { authorities, type AuthorityRow } from './authorities.ts';
import { authority, authorityId } from './authority.ts';
import { publishedAuthority } from './published.ts';

/** Institutions, and what each was called at any time. */
export const authoritySlice: Slice<CarryingOut> = {
  aggregate: authority,
  readModels: [authorities],
  feeds: { Authority: { model: authorities, kind: 'authority' } },
  published: publishedAuthority,
  edge: edgeOf<CarryingOut>()({
    aggregate: authority,
    ...{ type: 'Authority', field: 'authority', id: 'authorityId' },
    ...{ model: authorities, kind: 'authority' },
    // If two move under each other at the same time, the second sees that the first has moved.
    // Nor does a code become that of two, of one entity each.
    oneByOne: { MoveAuthority: () => 'authorities', RegisterAuthority: ({ code }) => code },
    lookUps: {
      async RegisterAuthority({ context, input: { entity, code, municipality, parent } }) {
        const known = authorityOf(context, code);
        const taken = known !== undefined && known.entity !== entity;
        const outside = municipality !== null && municipality.slice(0, 2) !== entity;
        const found = { other: await isKnown(context, parent), taken, outside };
        return { id: authorityId(entity, code), municipality, found };
      },
      MoveAuthority: async ({ context, input: { parent, from }, row }) => {
        const other = await isKnown(context, parent);
        return { found: { other, below: row !== undefined && isBelow(context, parent, row.code, from.ms) } };
      },
      SucceedAuthority: async ({ context, input }) => ({
        found: { other: await isKnown(context, input.by) },
      }),
      TransferCustody: async ({ context, input }) => ({ found: { other: await isKnown(context, input.to) } }),
    },
  }),
  resolvers: () => resolvers,
};

/** The institution with this code; everybody may see it. */
export function authorityOf({ table }: Pick<Context, 'table'>, code: string): AuthorityRow | undefined {
  return table(authorities, 'authority').list({ where: { code }, first: 1 }).rows[0]?.row;
}

async function isKnown(context: Context, code: string | null): Promise<'known' | 'unknown'> {
  if (code === null) return 'known';
  return (await context.found(() => authorityOf(context, code))) ? 'known' : 'unknown';
}

/** Whether an institution is the other one, or belongs to it from a given moment on, directly or through others. */
function isBelow(context: Context, code: string | null, above: string, ms: number): boolean {
  const seen = new Set<string>();
  const asked = code === null ? [] : [code];
  for (let next = asked.pop(); next !== undefined; next = asked.pop()) {
    if (next === above) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    const links = spans(authorityOf(context, next)?.parents ?? []);
    const parents = links.filter(({ until }) => until === null || until.ms > ms).map(({ parent }) => parent);
    asked.push(...parents.filter((parent) => parent !== null));
  }
  return false;
}

const byCode = [{ column: 'code' }] as const;
const momentOf = (at: Instant | null | undefined, { cut }: Context) => at?.ms ?? cut.clock;

const resolvers = {
  Query: {
    authority: (_, { code }, context) => authorityOf(context, code),
    authorities: (_, { entity, kind, ...page }, { table }) => {
      const where = { entity: entity ?? undefined, kind: kind ? { in: kind } : undefined };
      return connectionOf(table(authorities, 'authority'), where, byCode, page);
    },
  },
  Authority: {
    __resolveReference: ({ code }, context) => authorityOf(context, code),
    entity: ({ entity }) => ({ code: entity }),
    municipality: ({ municipality }) => (municipality === null ? null : { cvegeo: municipality }),
    title: ({ titles }, { at }, context) => linkAt(titles, momentOf(at, context))?.title ?? null,
    titles: ({ titles }) => spans(titles),
    parent({ parents }, { at }, context) {
      const code = linkAt(parents, momentOf(at, context))?.parent ?? null;
      return code === null ? null : authorityOf(context, code);
    },
    parents: ({ parents }, _, context) =>
      spans(parents).map(({ parent, ...span }) => ({
        ...span,
        parent: parent === null ? null : authorityOf(context, parent),
      })),
  },
  By: {
    authority: ({ authority }, _, context) => (authority === null ? null : authorityOf(context, authority)),
  },
  AuthoritySuccession: { successor: ({ successor }, _, context) => authorityOf(context, successor)! },
  CustodyTransfer: { to: ({ to }, _, context) => authorityOf(context, to)! },
  Entity: {
    __resolveReference: ({ code }) => ({ code }),
    authorities: ({ code }, page, { table }) =>
      connectionOf(table(authorities, 'authority'), { entity: code }, byCode, page),
    liaisons: ({ code }, _, { table }) =>
      table(liaisons, 'liaison')
        .list({ where: { entity: code }, orderBy: [{ column: 'kind' }], first: 100 })
        .rows.map(({ row }) => row),
    agreements({ code }, { inForce, ...page }, { table, cut }) {
      const running = {
        status: 'holds',
        validFrom: { lt: cut.clock + 1 },
        validUntil: { gte: cut.clock + 1 },
      } as const;
      const where = { entity: code, ...(inForce ? running : {}) };
      return connectionOf(table(agreements, 'agreement'), where, [{ column: 'validFrom', desc: true }], page);
    },
  },
} satisfies SliceResolvers;
