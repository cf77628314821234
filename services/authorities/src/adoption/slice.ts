import type { Published } from '@proximidad/bus';
import { streamOf } from '@proximidad/eventsourcing';
import { connectionOf, edgeOf, type Slice } from '@proximidad/edge';
import { authorityOf } from '../authority/slice.ts';
import { spans } from '../effective.ts';
import { statusAt } from '../profile/profiles.ts';
import { versionOf } from '../profile/slice.ts';
import type { CarryingOut } from '../kept-person/carrying-out.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { adoption, type AdoptionEvent, adoptionId } from './adoption.ts';
import { adoptions } from './adoptions.ts';

/** Which territory is under which model, and since when. */
export const adoptionSlice: Slice<CarryingOut> = {
  aggregate: adoption,
  readModels: [adoptions],
  published: publishedAdoption,
  edge: edgeOf<CarryingOut>()({
    aggregate: adoption,
    ...{ type: 'TerritoryModels', field: 'territoryModels' },
    ...{ model: adoptions, kind: 'adoption' },
    history: ({ territory }) => streamOf(adoption.category, adoptionId(territory)),
    answers: {
      AdoptProfile: {
        ...{ type: 'TerritoryModels', field: 'territoryModels', model: adoptions, kind: 'adoption' },
        key: ({ territory }) => territory,
      },
    },
    lookUps: {
      async AdoptProfile({ context, input }) {
        const { territory, entity, profileId, profileVersion, authority, from } = input;
        const row = await context.found(() => versionOf(context, profileId, profileVersion));
        const known = (await context.found(() => authorityOf(context, authority))) !== undefined;
        const inForce = row !== undefined && statusAt(row, from.ms) === 'IN_FORCE';
        return {
          id: adoptionId(territory),
          municipality: territory.length === 5 ? territory : null,
          found: { known, entity, profile: row?.profile, inForce },
        };
      },
    },
  }),
  resolvers: () => resolvers,
};

/** What other services base their decisions on from then on. */
export function publishedAdoption(event: AdoptionEvent): Published {
  const { type, territory, version, from, certificationGate, profile } = event;
  return { public: { type, territory, version, from, certificationGate, profile } };
}

const resolvers = {
  Query: {
    profileAdoptions: (_, { entity, ...page }, { table }) =>
      connectionOf(
        table(adoptions, 'adoption'),
        { entity: entity ?? undefined },
        [{ column: 'entity' }, { column: 'territory' }],
        page,
      ),
  },
  TerritoryModels: {
    entity: ({ entity }) => ({ code: entity }),
    adoptions: ({ links }) => spans(links),
  },
  ProfileAdoption: {
    profile: ({ profile }, _, context) => versionOf(context, profile.profileId, profile.version) ?? null,
    authority: ({ authority }, _, context) => authorityOf(context, authority) ?? null,
  },
} satisfies SliceResolvers;
