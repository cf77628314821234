import { CertificationGate, DEFAULT_PROFILE, ModelProfile } from '@proximidad/catalogues';
import { aggregate, eventFamily, idFor, Instant, named, readModel } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** How often one territory may adopt a model. */
export const TERRITORY_LINKS_MAX = 60;

/** What a model governs: the nation (00), an entity, a municipality, or a single beat by its id. */
export const Territory = named(
  'ID',
  z
    .string()
    .regex(
      /^(00|(0[1-9]|[12]\d|3[0-2])(\d{3})?|99(\d{3})?|\d\d-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
      'an INEGI key of two or five digits, or the id of a beat',
    ),
);

const link = {
  /** 1 for the first of its territory; each begins where the one before it ends. */
  version: z.int().min(1),
  from: Instant,
  /** The model's own, or one of those that it lets a territory choose. */
  certificationGate: CertificationGate,
  profile: ModelProfile,
};
const Link = z.object(link);
export type ProfileLink = z.infer<typeof Link>;

/** A territory is under a model from then on. */
export const AdoptedProfile = z.object({ territory: Territory, ...link });
type Adopted = z.infer<typeof AdoptedProfile>;

/** The models that a territory has been under, in order: exactly one at any instant since the first. */
export interface NotedProfileRow {
  readonly territory: string;
  readonly entity: string;
  readonly links: readonly ProfileLink[];
}

const plain = {
  rights: undefined,
  doc: '',
  sought: [],
  addresses: 'given',
  finds: undefined,
  past: [],
} as const;

/**
 * What a service needs to decide by models: it notes adoptions as its own facts first (ADR 109), under a category of
 * its own.
 */
export function notedProfiles(category: string) {
  const events = eventFamily({ ProfileNoted: { version: 1, schema: AdoptedProfile } });
  const noting = aggregate({
    category,
    events,
    initialState: { known: [] as readonly number[] },
    commands: {
      NoteProfile: {
        ...plain,
        input: AdoptedProfile.shape,
        /** Facts may come in any order, each once. */
        decide: (state: { readonly known: readonly number[] }, given: Adopted) => {
          const { territory, version, from, certificationGate, profile } = given;
          const noted = { territory, version, from, certificationGate, profile };
          return state.known.includes(version) ? [] : [{ type: 'ProfileNoted' as const, ...noted }];
        },
      },
    },
    evolve: ({ known }, { version }) => ({ known: [...known, version] }),
  });
  const rows = readModel<NotedProfileRow>()({
    name: 'profiles-noted',
    version: 2,
    of: [noting],
    columns: { entity: 'text' },
    keys: ({ territory }) => [territory],
    project(row, { territory, version, from, certificationGate, profile }, { entity }) {
      const links = [...(row?.links ?? []), { version, from, certificationGate, profile }];
      return { territory, entity, links: links.toSorted((a, b) => a.version - b.version) };
    },
  });
  const idOf = (territory: string) => idFor(territory.slice(0, 2), category, territory);
  return { noting, rows, idOf };
}

/** Where something is, as far as it is known. */
export interface Placed {
  readonly entity: string;
  readonly municipality?: string | null | undefined;
  readonly beatId?: string | null | undefined;
}

/** The model that governs a place, and the territory that adopted it: null where none has, and the national one governs. */
export interface Governing {
  readonly profile: ModelProfile;
  readonly certificationGate: CertificationGate;
  readonly territory: string | null;
}

const UNADOPTED: Governing = {
  profile: DEFAULT_PROFILE,
  certificationGate: DEFAULT_PROFILE.enforcement.certificationGate,
  territory: null,
};

export type LinksOf = (territory: string) => readonly ProfileLink[] | undefined;

/**
 * The one model that governs a place at a moment: that of the beat, else of its municipality, its entity, the nation;
 * else the national one, in its strictest reading.
 */
export function governingAt(linksOf: LinksOf, place: Placed, ms: number): Governing {
  const { territory, link } = linkAt(linksOf, place, ms) ?? {};
  if (!territory || !link) return UNADOPTED;
  return { profile: link.profile, certificationGate: link.certificationGate, territory };
}

/** The adoption that governs a place at a moment, if any. */
export function linkAt(linksOf: LinksOf, { beatId, municipality, entity }: Placed, ms: number) {
  for (const territory of [beatId, municipality, entity, '00']) {
    const link = territory ? linksOf(territory)?.findLast(({ from }) => from.ms <= ms) : undefined;
    if (link && territory) return { territory, link };
  }
  return undefined;
}

/** What a decision rested on: a parameter of the model that governed then. */
export const ModelBasis = z.object({
  profileId: z.string(),
  profileVersion: z.int(),
  /** The territory that had adopted it; null where none had. */
  territory: z.string().nullable(),
  /** Its path in the document: `enforcement.certificationGate`. */
  parameter: z.string(),
});
export type ModelBasis = z.infer<typeof ModelBasis>;

export function basisOf({ profile, territory }: Governing, parameter: string): ModelBasis {
  return { profileId: profile.profileId, profileVersion: profile.version, territory, parameter };
}
