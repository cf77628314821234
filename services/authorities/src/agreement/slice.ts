import type { Published } from '@proximidad/bus';
import { isInForce } from '@proximidad/contracts';
import { refuse } from '@proximidad/refusals';
import { connectionOf, edgeOf, type Slice } from '@proximidad/edge';
import { authorityOf } from '../authority/slice.ts';
import type { CarryingOut } from '../kept-person/carrying-out.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { agreement, type AgreementEvent } from './agreement.ts';
import { agreements } from './agreements.ts';

/** What authorities agreed. */
export const agreementSlice: Slice<CarryingOut> = {
  aggregate: agreement,
  readModels: [agreements],
  feeds: { Agreement: { model: agreements, kind: 'agreement', ended: { status: ['ended'] } } },
  published: publishedAgreement,
  edge: edgeOf<CarryingOut>()({
    aggregate: agreement,
    ...{ type: 'Agreement', field: 'agreement', id: 'agreementId' },
    ...{ model: agreements, kind: 'agreement' },
    lookUps: {
      async SignAgreement({ context, id, input }) {
        const parties = [];
        for (const code of new Set(input.parties)) {
          const row = await context.found(() => authorityOf(context, code));
          if (!row) return refuse('AuthorityNotFound');
          parties.push({ code, kind: row.kind, entity: row.entity });
        }
        return { found: { agreementId: id!, parties } };
      },
    },
  }),
  resolvers: () => resolvers,
};

/** Each fact gives the agreement as it stands after it, so that listeners need no other (ADR 181). */
export function publishedAgreement({ agreementId, version, terms }: AgreementEvent): Published {
  return { public: { type: 'AgreementStands', agreementId, version, terms } };
}

const resolvers = {
  Query: {
    agreement: (_, { id }, { table }) => table(agreements, 'agreement').get(id),
    agreements: (_, { entity, kind, ...page }, { table }) => {
      const where = { entity: entity ?? undefined, kind: kind ? { in: kind } : undefined };
      return connectionOf(table(agreements, 'agreement'), where, [{ column: 'validFrom', desc: true }], page);
    },
  },
  Agreement: {
    __resolveReference: ({ id }, { table }) => table(agreements, 'agreement').get(id),
    entity: ({ entity }) => ({ code: entity }),
    parties: ({ terms }, _, context) => terms.parties.flatMap(({ code }) => authorityOf(context, code) ?? []),
    territory: ({ terms }) => terms.territory,
    functions: ({ terms }) => terms.functions,
    commandingAuthority: ({ terms }, _, context) => authorityOf(context, terms.commandingAuthority)!,
    periods: ({ terms }) => terms.periods,
    inForce: ({ terms }, { at }, { cut }) => isInForce(terms, at?.ms ?? cut.clock),
  },
} satisfies SliceResolvers;
