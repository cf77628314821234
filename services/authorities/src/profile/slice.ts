import { municipality as municipalityKnown } from '@proximidad/catalogues';
import { type Governing, governingAt, type Placed } from '@proximidad/contracts';
import { argumentError, connectionOf, type Context, edgeOf, isEntity, type Slice } from '@proximidad/edge';
import { type Instant, publicIdIn } from '@proximidad/eventsourcing';
import { adoptions } from '../adoption/adoptions.ts';
import { authorityOf } from '../authority/slice.ts';
import type { CarryingOut } from '../kept-person/carrying-out.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { modelProfileId, profile } from './profile.ts';
import { type ProfileRow, profiles, statusAt } from './profiles.ts';
import { type Shown, termsOf, wordsOf } from './words.ts';

/** Versions of policing models, and the acts on each. */
export const profileSlice: Slice<CarryingOut> = {
  aggregate: profile,
  readModels: [profiles],
  feeds: { ModelProfile: { model: profiles, kind: 'modelprofile' } },
  edge: edgeOf<CarryingOut>()({
    aggregate: profile,
    ...{ type: 'ModelProfile', field: 'modelProfile', id: 'modelProfileId' },
    ...{ model: profiles, kind: 'modelprofile' },
    lookUps: {
      ProposeProfile: async ({ context, input }) => ({
        id: modelProfileId(input.document.profileId, input.document.version),
        found: await bodyOf(context, input.body),
      }),
      ConsultProfile: async ({ context, input }) => ({ found: await bodyOf(context, input.body) }),
      RatifyProfile: async ({ context, input }) => ({ found: await bodyOf(context, input.body) }),
      EnactProfile: async ({ context, input }) => ({ found: await bodyOf(context, input.body) }),
      SupersedeProfile: async ({ context, input, row }) => ({
        found: { ...(await bodyOf(context, input.body)), successorInForce: succeeds(context, row, input) },
      }),
    },
  }),
  resolvers: () => resolvers,
};

async function bodyOf(context: Context, code: string) {
  return { bodyKind: (await context.found(() => authorityOf(context, code)))?.kind };
}

/** Whether the version that is to replace another is in force from then on. */
function succeeds(
  context: Context,
  row: ProfileRow | undefined,
  { by, from }: { readonly by: number; readonly from: Instant },
): boolean {
  const successor = row && versionOf(context, row.profileId, by);
  return successor !== undefined && statusAt(successor, from.ms) === 'IN_FORCE';
}

/** The version of a model in the registry. */
export function versionOf({ table }: Context, profileId: string, version: number): ProfileRow | undefined {
  return table(profiles, 'modelprofile').get(modelProfileId(profileId, version));
}

/** The model that governs a place, by the adoptions in the registry. */
function governing({ table }: Context, place: Placed, ms: number): Governing {
  const held = table(adoptions, 'adoption');
  return governingAt((territory) => held.get(territory)?.links, place, ms);
}

const placeOf = (territory: string, municipality?: string | null): Placed => ({
  entity: territory.slice(0, 2),
  municipality: territory.length === 5 ? territory : (municipality ?? null),
  beatId: territory.includes('-') ? territory : null,
});

/** @throws {ServiceError} for anything but a known place or the id of a beat, and for a municipality in another entity. */
function mustBeTerritory(territory: string, municipality: string | null, { decreed }: Context): void {
  const isMunicipality = municipalityKnown(territory) ?? decreed(territory)?.since;
  if (!isEntity(territory) && !isMunicipality && publicIdIn(territory) === undefined)
    throw argumentError({
      path: 'territory',
      code: 'UNKNOWN_TERRITORY',
      message: 'there is no such territory',
    });
  if (municipality !== null && municipality.slice(0, 2) !== territory.slice(0, 2))
    throw argumentError({ path: 'municipality', code: 'OTHER_ENTITY', message: 'it is in another entity' });
}

const resolvers = {
  Query: {
    modelProfile: (_, { profileId, version }, context) => versionOf(context, profileId, version),
    modelProfiles: (_, { profileId, ...page }, { table }) =>
      connectionOf(
        table(profiles, 'modelprofile'),
        { profileId: profileId ?? undefined },
        [{ column: 'profileId' }, { column: 'version' }],
        page,
      ),
    governingProfile: (_, { territory, municipality, at }, context) => {
      mustBeTerritory(territory, municipality ?? null, context);
      return shownAt(context, placeOf(territory, municipality), at?.ms);
    },
  },
  ModelProfile: {
    __resolveReference: ({ id }, { table }) => table(profiles, 'modelprofile').get(id),
    status: (row, { at }, { cut }) => statusAt(row, at?.ms ?? cut.clock),
    terms: ({ profile: model }) => termsOf(model),
    document: ({ profile: model }) => JSON.stringify(model),
    codes: ({ profile: model }, { list }) => wordsOf(model, list ?? undefined),
    supersededBy: ({ profileId, supersededBy }, _, context) =>
      supersededBy === null ? null : versionOf(context, profileId, supersededBy),
  },
  ProfileAct: { body: ({ body }, _, context) => authorityOf(context, body)! },
  GoverningProfile: {
    profile: ({ model }, _, context) => versionOf(context, model.profileId, model.version) ?? null,
    profileId: ({ model }) => model.profileId,
    version: ({ model }) => model.version,
    terms: ({ model }) => termsOf(model),
    codes: ({ model }, { list }) => wordsOf(model, list ?? undefined),
  },
  Entity: {
    profile: ({ code }, { at }, context) => shownAt(context, placeOf(code), at?.ms),
  },
  Municipality: {
    __resolveReference: ({ cvegeo }) => ({ cvegeo }),
    profile: ({ cvegeo }, { at }, context) => shownAt(context, placeOf(cvegeo), at?.ms),
  },
} satisfies SliceResolvers;

/** The model that governs a place, as the graph shows it. */
export function shownAt(context: Context, place: Placed, at: number | undefined): Shown {
  const { profile: model, ...rest } = governing(context, place, at ?? context.cut.clock);
  return { ...rest, model };
}
