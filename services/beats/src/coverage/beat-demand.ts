import { Cvegeo, ModelCode, type ModelProfile } from '@proximidad/catalogues';
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
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  named,
  optional,
  PublicId,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { isSetByCommand } from './formula.ts';

// ---- words --------------------------------------------------------------------

/** For one beat, and for one of its factors. */
const DEMAND_MAX = 1_000_000;
const FACTORS_MAX = 60;
const FACTOR_LENGTH_MAX = 300;
/** Demands of one beat. */
export const DEMAND_CHANGES_MAX = 400;

const Amount = z.number().min(0).max(DEMAND_MAX);
const Factor = z.string().max(FACTOR_LENGTH_MAX);

export const DemandPart = named(
  'DemandPartInput',
  z.object({
    factor: optional(Factor).describe(
      'One of `supplyDemand.demandFactors` of the model, in its words; omitted where the model has none.',
    ),
    amount: Amount.describe("In the model's unit: 0 to 1,000,000."),
  }),
  'What one factor contributes to the demand of a beat.',
);
const Parts = z
  .array(DemandPart)
  .min(1)
  .max(FACTORS_MAX)
  .refine(
    (parts) => new Set(parts.map(({ factor }) => factor)).size === parts.length,
    'a factor is given twice',
  );

// ---- events -------------------------------------------------------------------

const about = { beatId: PublicId, municipality: Cvegeo };

export const beatDemandEvents = eventFamily({
  DemandSet: {
    version: 1,
    schema: z.object({
      ...about,
      unit: ModelCode,
      /** The words of the model that governed then. */
      parts: z.array(z.object({ factor: Factor.nullable(), amount: Amount })).max(FACTORS_MAX),
      basis: ModelBasis,
      from: Instant,
    }),
  },
  DemandWithdrawn: { version: 1, schema: z.object({ ...about, until: Instant }) },
  DemandCarriedOver: { version: 1, schema: CarriedOver.extend(about) },
});
export type BeatDemandEvent = EventOf<typeof beatDemandEvents>;

// ---- commands -----------------------------------------------------------------

export interface BeatDemand {
  readonly stands: boolean;
  readonly lastMs: number;
  readonly changes: number;
  readonly under: CameUnder | null;
}

export function demandId(beatId: string): string {
  return idFor(entityOf(beatId), 'beatdemand', beatId);
}

const { command, internal } = commandsOf<BeatDemand>();

const setting = {
  beatId: PublicId.describe('The beat; from the time of the command on.'),
  parts: Parts.describe(
    'What each factor of the model contributes. Every factor has to be given, so that none stands for all; where the model has none, one part without a factor.',
  ),
};
const withdrawing = { beatId: PublicId.describe('The beat; until the time of the command.') };

interface Placed {
  readonly municipality: string;
}
interface Considered extends Placed {
  /** Whether the beat was on the map when it was set. */
  readonly beatActive: boolean;
  readonly governing: Governing;
}
interface Timed {
  readonly at: Instant;
}

/** The demand of a beat, in the unit of the model's index. Id: beat. */
export const beatDemand = aggregate({
  category: 'beatdemand',
  events: beatDemandEvents,
  initialState: {
    ...{ stands: false, lastMs: Number.NEGATIVE_INFINITY, changes: 0, under: null },
  } as BeatDemand,
  commands: {
    SetDemand: command({
      doc: 'Sets the demand of a beat from then on, in the unit of the model that governs it. Refused with DemandNotInModel, FactorNotInModel or FactorMissing (BR-B14), BeatNotFound, BeatClosed, NotAfterTheLast or RecordFull.',
      mayExecute: ['commander'],
      addresses: 'natural',
      input: setting,
      finds: looksUp<Considered>(),
      decide: set,
    }),
    WithdrawDemand: command({
      doc: 'Withdraws the demand of a beat from then on; withdrawing it again changes nothing. Refused with BeatNotFound or NotAfterTheLast.',
      mayExecute: ['commander'],
      addresses: 'natural',
      input: withdrawing,
      finds: looksUp<Placed>(),
      decide: withdraw,
    }),
    /** The beat came under another version of a model, whose index may or may not count the demand that was set (BR-A4). */
    CarryOverDemand: internal({
      input: { ...about, setAt: Instant, change: ModelChange },
      decide: ({ stands, lastMs, under }, { beatId, municipality, setAt, change }) => {
        if (!stands || lastMs !== setAt.ms || !follows(under, change)) return [];
        const carried = { beatId, municipality, ...change, rule: 'TAKEN_OVER' as const };
        return [{ type: 'DemandCarriedOver' as const, ...carried }];
      },
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function set(state: BeatDemand, given: Fields<typeof setting> & Considered & Timed) {
  const { beatId, parts, municipality, beatActive, governing, at } = given;
  if (!beatActive) return refuse('BeatClosed');
  const { supplyDemand, profileId } = governing.profile;
  if (!isSetByCommand(supplyDemand.index.formula)) return refuse('DemandNotInModel', { model: profileId });
  const wrong = factorsAgainst(supplyDemand.demandFactors, parts);
  if (wrong) return wrong;
  if (at.ms <= state.lastMs) return refuse('NotAfterTheLast');
  // Leaves room to withdraw the last one.
  if (state.changes + 1 >= DEMAND_CHANGES_MAX) return refuse('RecordFull', { max: DEMAND_CHANGES_MAX });
  const basis = basisOf(governing, 'supplyDemand.demandFactors');
  const facts = { beatId, municipality, unit: supplyDemand.unit, parts, basis };
  return [{ type: 'DemandSet' as const, ...facts, from: at }];
}

/** Every factor of the model, and no other: what is reported is not all the demand there is. */
function factorsAgainst(
  factors: ModelProfile['supplyDemand']['demandFactors'],
  parts: readonly { readonly factor: string | null }[],
) {
  const known: readonly (string | null)[] = factors.length > 0 ? factors : [null];
  const strange = parts.find(({ factor }) => !known.includes(factor) && factor !== null);
  if (strange) return refuse('FactorNotInModel', { factor: strange.factor! });
  const missing = known.find((factor) => !parts.some((part) => part.factor === factor));
  if (missing !== undefined) return refuse('FactorMissing', { factor: missing ?? '' });
  // A part without a factor, beside parts with factors.
  return parts.length > known.length ? refuse('FactorNotInModel', { factor: '' }) : undefined;
}

function withdraw({ stands, lastMs }: BeatDemand, given: Fields<typeof withdrawing> & Placed & Timed) {
  const { beatId, municipality, at } = given;
  if (!stands) return [];
  if (at.ms <= lastMs) return refuse('NotAfterTheLast');
  return [{ type: 'DemandWithdrawn' as const, beatId, municipality, until: at }];
}

function evolve(state: BeatDemand, event: BeatDemandEvent): BeatDemand {
  const { changes } = state;
  switch (event.type) {
    case 'DemandSet':
      return { stands: true, lastMs: event.from.ms, changes: changes + 1, under: null };
    case 'DemandWithdrawn':
      return { stands: false, lastMs: event.until.ms, changes: changes + 1, under: null };
    case 'DemandCarriedOver':
      return { ...state, under: cameUnder(event) };
  }
}
