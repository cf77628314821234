import { Cvegeo, type ModelProfile } from '@proximidad/catalogues';
import {
  basisOf,
  CarriedOver,
  follows,
  type Governing,
  type CameUnder,
  cameUnder,
  ModelBasis,
  ModelChange,
} from '@proximidad/contracts';
import {
  aggregate,
  closedList,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  optional,
  PublicId,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import type { Known } from '../eligibility/eligibility.ts';
import { Assessment, passGate } from '../officer-duty/certification-gate.ts';

// ---- words --------------------------------------------------------------------

/** For a team whose size the model does not set; people would not know a larger one. */
const TEAM_MAX = 12;
/** Namings and reliefs of one beat. */
export const OWNER_CHANGES_MAX = 400;

type Persistence = NonNullable<ModelProfile['territory']['owner']>['persistence'];
/** How many named owners a beat has under each kind of ownership, where the model does not say. */
const SEATS: Readonly<Record<Persistence, number>> = {
  PERMANENT_PER_SHIFT: 0,
  PERMANENT_24_7_NAMED: 1,
  NAMED: 1,
  STABLE_TEAM: TEAM_MAX,
};

export const ReliefReason = closedList(
  'OwnerReliefReason',
  {
    REASSIGNED: 'Moved to another post.',
    REMOVED: 'Removed by the commander.',
    RETIRED: 'Retired from service.',
    LEFT: "Left at the officer's own wish.",
    DIED: 'Died, on duty or off.',
    NAMED_BY_MISTAKE: 'The officer should never have been named.',
  },
  'Why an officer is no longer the named owner of a beat.',
);

// ---- events -------------------------------------------------------------------

const owned = { beatId: PublicId, municipality: Cvegeo, officerId: PublicId };

export const beatOwnerEvents = eventFamily({
  BeatOwnerNamed: {
    version: 1,
    schema: z.object({
      ...owned,
      /** The owner whose place the officer takes, at the same moment. */
      inPlaceOf: PublicId.nullable(),
      eligibility: Assessment,
      basis: ModelBasis,
      from: Instant,
    }),
  },
  BeatOwnerRelieved: { version: 1, schema: z.object({ ...owned, reason: ReliefReason, until: Instant }) },
  BeatOwnerCarriedOver: { version: 1, schema: CarriedOver.extend(owned) },
});
export type BeatOwnerEvent = EventOf<typeof beatOwnerEvents>;

// ---- commands -----------------------------------------------------------------

interface Holder {
  readonly officerId: string;
  readonly from: Instant;
  readonly under: CameUnder | null;
}
/** Changes are recorded in order of time, so the present owners are all that decides. */
export interface BeatOwner {
  readonly holders: readonly Holder[];
  readonly lastMs: number;
  readonly changes: number;
}

export function ownershipId(beatId: string): string {
  return idFor(entityOf(beatId), 'beatowner', beatId);
}

const { command, internal } = commandsOf<BeatOwner>();

const naming = {
  beatId: PublicId.describe('The beat.'),
  officerId: PublicId.describe("An officer of the beat's entity; owner from the time of the command on."),
  inPlaceOf: optional(PublicId).describe('The owner whose place the officer takes, at the same moment.'),
};
const relieving = {
  beatId: PublicId.describe('The beat.'),
  officerId: PublicId.describe('The named owner, until the time of the command.'),
  reason: ReliefReason.describe('Why.'),
};

interface Placed {
  readonly municipality: string;
}
interface Considered extends Placed {
  /** Whether the beat was on the map when the officer was named. */
  readonly beatActive: boolean;
  readonly governing: Governing;
  readonly known: Known;
}
interface Timed {
  readonly at: Instant;
}

/** The named owners of a beat, besides the owner of each shift, in models that have named owners. Id: beat. */
export const beatOwner = aggregate({
  category: 'beatowner',
  events: beatOwnerEvents,
  initialState: { holders: [], lastMs: Number.NEGATIVE_INFINITY, changes: 0 } as BeatOwner,
  commands: {
    NameOwner: command({
      doc: 'Makes an officer the named owner of a beat until relieved, whoever owns its shifts. Refused with NoNamedOwner, OwnersComplete or AlreadyOwner (BR-B13), as an owner without what the gate asks for (BR-T3, BR-T4), BeatNotFound, BeatClosed, OutsideEntity, NotTheOwner, NotAfterTheLast or RecordFull.',
      mayExecute: ['commander'],
      on: 'beatshift',
      addresses: 'natural',
      input: naming,
      finds: looksUp<Considered>(),
      decide: name,
    }),
    RelieveOwner: command({
      doc: 'An officer is no longer the named owner of a beat. Refused with BeatNotFound, NotTheOwner (BR-B13) or NotAfterTheLast.',
      mayExecute: ['commander'],
      on: 'beatshift',
      addresses: 'natural',
      input: relieving,
      finds: looksUp<Placed>(),
      decide: relieve,
    }),
    /** The beat came under another version of a model: named owners stay until relieved (BR-A4). */
    CarryOverOwner: internal({
      input: { ...owned, change: ModelChange },
      decide: ({ holders }, { beatId, municipality, officerId, change }) => {
        const holder = holders.find((each) => each.officerId === officerId);
        if (!holder || holder.from.ms > change.since.ms || !follows(holder.under, change)) return [];
        const about = { beatId, municipality, officerId };
        return [{ type: 'BeatOwnerCarriedOver' as const, ...about, ...change, rule: 'PINNED' as const }];
      },
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

/** How many named owners a beat has under a model; none where each shift has its own owner. */
export function seatsIn({ profile }: Pick<Governing, 'profile'>): number {
  const { owner } = profile.territory;
  if (owner === null || SEATS[owner.persistence] === 0) return 0;
  return owner.teamSize ?? SEATS[owner.persistence];
}

function name(state: BeatOwner, given: Fields<typeof naming> & Considered & Timed) {
  const { beatId, officerId, inPlaceOf, municipality, beatActive, governing, known, at } = given;
  if (!beatActive) return refuse('BeatClosed');
  if (entityOf(officerId) !== entityOf(beatId)) return refuse('OutsideEntity');
  const seats = seatsIn(governing);
  if (seats === 0) return refuse('NoNamedOwner', { model: governing.profile.profileId });
  if (state.holders.some((holder) => holder.officerId === officerId)) return refuse('AlreadyOwner');
  const replaced = state.holders.find((holder) => holder.officerId === inPlaceOf);
  if (inPlaceOf !== null && !replaced) return refuse('NotTheOwner');
  if (state.holders.length - (replaced ? 1 : 0) >= seats) return refuse('OwnersComplete', { max: seats });
  if (at.ms < state.lastMs || (replaced && at.ms <= replaced.from.ms)) return refuse('NotAfterTheLast');
  // Leaves room to relieve the present owners.
  if (state.changes + state.holders.length + 1 >= OWNER_CHANGES_MAX)
    return refuse('RecordFull', { max: OWNER_CHANGES_MAX });
  const passed = passGate(known, governing, 'OWNER', { from: at, checkedAt: at, accompanied: false });
  if ('rejected' in passed) return passed;
  const basis = basisOf(governing, 'territory.owner.persistence');
  const facts = { beatId, municipality, officerId, inPlaceOf, eligibility: passed, basis };
  return [{ type: 'BeatOwnerNamed' as const, ...facts, from: at }];
}

function relieve({ holders, lastMs }: BeatOwner, given: Fields<typeof relieving> & Placed & Timed) {
  const { beatId, officerId, reason, municipality, at } = given;
  const holder = holders.find((each) => each.officerId === officerId);
  if (!holder) return refuse('NotTheOwner');
  if (at.ms < lastMs || at.ms <= holder.from.ms) return refuse('NotAfterTheLast');
  return [{ type: 'BeatOwnerRelieved' as const, beatId, municipality, officerId, reason, until: at }];
}

function evolve(state: BeatOwner, event: BeatOwnerEvent): BeatOwner {
  const { holders, changes } = state;
  const counted = { changes: changes + 1 };
  switch (event.type) {
    case 'BeatOwnerNamed': {
      const { officerId, inPlaceOf, from } = event;
      const staying = holders.filter((holder) => holder.officerId !== inPlaceOf);
      return { ...counted, lastMs: from.ms, holders: [...staying, { officerId, from, under: null }] };
    }
    case 'BeatOwnerRelieved': {
      const staying = holders.filter((holder) => holder.officerId !== event.officerId);
      return { ...counted, lastMs: event.until.ms, holders: staying };
    }
    case 'BeatOwnerCarriedOver': {
      const { officerId } = event;
      const under = cameUnder(event);
      const carried = (each: Holder) => (each.officerId === officerId ? { ...each, under } : each);
      return { ...state, holders: holders.map(carried) };
    }
  }
}
