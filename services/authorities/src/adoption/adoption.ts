import { CertificationGate, ModelProfile, ProfileCode } from '@proximidad/catalogues';
import {
  AuthorityCode,
  CertificationGateChoice,
  Territory,
  TERRITORY_LINKS_MAX,
} from '@proximidad/contracts';
import {
  aggregate,
  EntityCode,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  optional,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { continued, type Dated } from '../effective.ts';

// ---- words --------------------------------------------------------------------

/** Where it is published: `GOCDMX-2026-01-15`. */
const Decree = z.string().regex(/^[A-Z][A-Z0-9./-]{2,59}$/, 'capital letters, digits and `./-`');

// ---- events -------------------------------------------------------------------

export const adoptionEvents = eventFamily({
  /** Contains everything that governs from then on, so that a listener needs no other fact. */
  ProfileAdopted: {
    version: 1,
    schema: z.object({
      territory: Territory,
      /** The number of this adoption among the territory's, from 1. */
      version: z.int().min(1),
      from: Instant,
      certificationGate: CertificationGate,
      profile: ModelProfile,
      authority: AuthorityCode,
      decree: Decree.nullable(),
      adoptedAt: Instant,
    }),
  },
});
export type AdoptionEvent = EventOf<typeof adoptionEvents>;

// ---- commands -----------------------------------------------------------------

export interface Adoption {
  readonly chain: readonly Dated[];
}

export function adoptionId(territory: string): string {
  return idFor(territory.slice(0, 2), 'adoption', territory);
}

const { command } = commandsOf<Adoption>();

const adopting = {
  territory: Territory.describe(
    'INEGI key of the entity, or of a municipality in it, or the id of a single beat; 00 for the nation.',
  ),
  from: Instant.describe('From this moment on; later than the start of the one before it.'),
  certificationGate: optional(CertificationGateChoice).describe(
    "One of the gates that the model lets a territory choose; the model's own when left out.",
  ),
  authority: AuthorityCode.describe('The code of the authority that adopts it.'),
  decree: optional(Decree).describe('Where it is published.'),
};
const seeking = {
  entity: EntityCode.describe('INEGI key of the entity that the territory lies in; 00 for the nation.'),
  profileId: ProfileCode.describe('The model, such as `mx-mnpjc-proximidad`.'),
  profileVersion: z.int().min(1).max(1_000).describe('Its version.'),
};

interface Considered {
  /** Whether the authority that adopts it is in the registry. */
  readonly known: boolean;
  readonly entity: string;
  /** Undefined for a version that nobody proposed. */
  readonly profile: ModelProfile | undefined;
  /** Whether the version is in force at the moment from which the territory adopts it. */
  readonly inForce: boolean;
}
interface Timed {
  readonly at: Instant;
}

/** The models that a territory has been under, exactly one at any instant since the first. Id: territory. */
export const adoption = aggregate({
  category: 'adoption',
  events: adoptionEvents,
  initialState: { chain: [] } as Adoption,
  commands: {
    AdoptProfile: command({
      doc: 'Puts a territory under a version of a model from a given moment. Refused with ProfileNotFound, ProfileNotInForce, GateNotAllowed (BR-T3), AuthorityNotFound, OutsideEntity (BR-A1), NotAfterTheLast or RecordFull.',
      mayExecute: ['analyst', 'commander'],
      addresses: 'natural',
      seeks: seeking,
      input: adopting,
      finds: looksUp<Considered>(),
      decide: adopt,
    }),
  },
  evolve: ({ chain }, { from }) => ({ chain: [...chain, { from }] }),
});

// ---- rules --------------------------------------------------------------------

function adopt({ chain }: Adoption, given: Fields<typeof adopting> & Considered & Timed) {
  const { territory, from, authority, decree, known, entity, profile, inForce, at } = given;
  if (territory.slice(0, 2) !== entity) return refuse('OutsideEntity');
  if (profile === undefined) return refuse('ProfileNotFound');
  if (!inForce) return refuse('ProfileNotInForce');
  if (!known) return refuse('AuthorityNotFound');
  const { certificationGate: own, transitional } = profile.enforcement;
  const certificationGate = given.certificationGate ?? own;
  if (certificationGate !== own && !transitional.includes(certificationGate))
    return refuse('GateNotAllowed', { gate: certificationGate });
  if (chain.length >= TERRITORY_LINKS_MAX) return refuse('RecordFull', { max: TERRITORY_LINKS_MAX });
  if (!continued(chain, { from })) return refuse('NotAfterTheLast');
  const version = chain.length + 1;
  const adopted = { territory, version, from, certificationGate, profile, authority, decree, adoptedAt: at };
  return [{ type: 'ProfileAdopted' as const, ...adopted }];
}
