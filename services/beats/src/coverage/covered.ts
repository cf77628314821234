import { basisOf, type Governing, type ModelBasis } from '@proximidad/contracts';
import { type Context, eachRow } from '@proximidad/edge';
import type { z } from 'zod';
import { ownershipId } from '../beat-owner/beat-owner.ts';
import { owners, ownersAt } from '../beat-owner/owners.ts';
import { beatPresence } from '../beat/beat-presence.ts';
import { beats, type BeatRow } from '../beat/beats.ts';
import { shifts } from '../beat-shift/shifts.ts';
import { type AssignmentRow, assignments } from '../officer-duty/assignments.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import type { BeatsDependencies } from '../resources.ts';
import { owedWithin } from '../planned-action/owed.ts';
import { plannedActions } from '../planned-action/planned-actions.ts';
import { rowsOf } from '../rows.ts';
import { units } from '../unit/units.ts';
import { demandId } from './beat-demand.ts';
import { demandAt, demands } from './demands.ts';
import { bandOf, type CoverageBand, type CoverageGap, type Formula, formulaOf } from './formula.ts';
import { amountOf, type BeatNow, DAY_MS } from './quantities.ts';

/** Beats that are added up for a municipality; no town has drawn as many. */
const BEATS_MAX = 1_000;
/** Shifts of a beat that are searched for running ones. */
const RUNNING_MAX = 10;
/** Decimals of a reported amount, so that sums of fractions read as what they are. */
const DECIMALS = 4;

/** The value of the index of a model. */
export interface CoverageRow {
  readonly name: string;
  readonly formula: string;
  readonly unit: string;
  readonly supply: number | null;
  readonly demand: number | null;
  readonly value: number | null;
  readonly band: z.infer<typeof CoverageBand> | null;
  readonly gap: CoverageGap | null;
  readonly beats: number;
  readonly counted: number;
  readonly basis: ModelBasis;
}

/** The coverage of one beat; undefined for callers who may not see its units. */
export function coverageOfBeat(
  deps: BeatsDependencies,
  context: Context,
  row: BeatRow,
): CoverageRow | undefined {
  const { entity, municipality, id: beatId } = row;
  const governs = governing(deps, { entity, municipality, beatId }, context.cut.clock, context);
  const now = beatNow(deps, context, row);
  return now && added(governs, [now], 1);
}

/** The coverage of the beats of a municipality that are under its own model; undefined for callers who may not see their units. */
export function coverageOfTown(
  deps: BeatsDependencies,
  context: Context,
  { municipality, edition }: { readonly municipality: string; readonly edition?: string | null | undefined },
): CoverageRow | undefined {
  const ms = context.cut.clock;
  const entity = municipality.slice(0, 2);
  const governs = governing(deps, { entity, municipality }, ms, context);
  const where = { municipality, status: 'ACTIVE', edition: edition ?? undefined } as const;
  const seen: BeatNow[] = [];
  let drawn = 0;
  for (const row of eachRow(context.table(beats, 'beat'), { where })) {
    drawn += 1;
    if (drawn > BEATS_MAX) break;
    const { profile } = governing(deps, { entity, municipality, beatId: row.id }, ms, context);
    const now = isSame(profile, governs.profile) ? beatNow(deps, context, row) : undefined;
    if (now) seen.push(now);
  }
  return seen.length > 0 ? added(governs, seen, drawn) : undefined;
}

function isSame(one: Governing['profile'], other: Governing['profile']): boolean {
  return one.profileId === other.profileId && one.version === other.version;
}

/** The value of a formula in a beat by the record; undefined where the record cannot tell. */
export function measuredIn(
  deps: BeatsDependencies,
  context: Context,
  row: BeatRow,
  governs: Governing,
  text: string,
): number | undefined {
  const formula = formulaOf(text);
  const now = formula && beatNow(deps, context, row);
  const sides = now && sidesOf(formula, now, governs);
  if (sides === undefined || typeof sides === 'string' || sides[1] === 0) return undefined;
  return rounded((sides[0] / sides[1]) * formula!.times);
}

/** What the record holds about a beat at the cut, the same for every caller who may see its units. */
function beatNow(deps: BeatsDependencies, { table, cut, note }: Context, row: BeatRow): BeatNow | undefined {
  const { id: beatId, population } = row;
  const ms = cut.clock;
  const presence = table(beatPresence, 'unit').get(beatId);
  if (!presence) return undefined;
  const { readModels } = deps;
  for (const [model, key] of [
    [demands, demandId(beatId)],
    [owners, ownershipId(beatId)],
  ] as const)
    note?.keys(model, [key]);
  const demand = readModels.table(demands).get(demandId(beatId), cut.at);
  const ownership = readModels.table(owners).get(ownershipId(beatId), cut.at);
  const kinds = readModels.table(units).getMany(Object.keys(presence.units), cut.at);
  const running = () => {
    note?.where(shifts, { beatId } as never);
    const where = { beatId, stands: true, startsAt: { lt: ms + 1 } };
    const latest = [{ column: 'startsAt', desc: true }] as const;
    const listed = readModels.table(shifts).list({ where, orderBy: latest, first: RUNNING_MAX, at: cut.at });
    return rowsOf(listed).filter(({ endsAt }) => endsAt.ms > ms);
  };
  return {
    ...{ ms, population, presence },
    kindOf: (unitId) => kinds.get(unitId)?.kind,
    demand: demand && demandAt(demand, ms),
    owned: row.status === 'ACTIVE' && ownership !== undefined && ownersAt(ownership, ms).length > 0,
    shift() {
      const shift = running()[0];
      return shift && { startsAtMs: shift.startsAt.ms, endsAtMs: shift.endsAt.ms };
    },
    actions() {
      note?.where(plannedActions, { beatId } as never);
      return owedWithin({ fromMs: ms + 1 - DAY_MS, toMs: ms + 1, nowMs: ms }, (state, until) =>
        readModels.table(plannedActions).count({ where: { beatId, state, until }, at: cut.at }),
      );
    },
    police() {
      const shiftId = { in: running().map(({ id }) => id) };
      note?.where(assignments, { shiftId } as never);
      const where = {
        ...{ shiftId, stands: true, role: { in: ['OWNER', 'MEMBER', 'SUPPORT'] as const } },
        ...{ startsAt: { lt: ms + 1 }, endsAt: { gte: ms + 1 } },
      };
      // Who supports another shift of the beat is in two rosters.
      const rosters = eachRow<AssignmentRow>(
        { list: (page) => readModels.table(assignments).list({ ...page, at: cut.at }) },
        { where },
      );
      return new Set([...rosters].map(({ officerId }) => officerId)).size;
    },
  };
}

/** The index of the beats for which both sides are known, and how many those are. */
function added(governs: Governing, beatsNow: readonly BeatNow[], drawn: number): CoverageRow {
  const { supplyDemand } = governs.profile;
  const { name, formula: text } = supplyDemand.index;
  const formula = formulaOf(text);
  const sides = formula ? beatsNow.map((beat) => sidesOf(formula, beat, governs)) : ['NOT_RECORDED' as const];
  const told = sides.filter((side) => typeof side !== 'string');
  const shown = {
    ...{ name, formula: text, unit: supplyDemand.unit, beats: drawn, counted: told.length },
    basis: basisOf(governs, 'supplyDemand.index'),
  };
  const none = { supply: null, demand: null, value: null, band: null };
  const gap = sides.find((side) => typeof side === 'string');
  if (told.length === 0 || !formula) return { ...shown, ...none, gap: gap ?? 'NOT_RECORDED' };
  const supply = rounded(told.reduce((sum, [each]) => sum + each, 0));
  const demand = rounded(told.reduce((sum, [, each]) => sum + each, 0));
  if (demand === 0) return { ...shown, ...none, supply, demand, gap: 'NOTHING_ASKED' };
  const value = rounded((supply / demand) * formula.times);
  return { ...shown, supply, demand, value, band: bandOf(value, supplyDemand.index), gap: null };
}

function sidesOf(
  { supply, demand }: Formula,
  beat: BeatNow,
  { profile }: Governing,
): readonly [number, number] | CoverageGap {
  const there = amountOf(supply, beat, profile);
  if (typeof there === 'string') return there;
  const asked = amountOf(demand, beat, profile);
  return typeof asked === 'string' ? asked : [there, asked];
}

const rounded = (amount: number) => Number(amount.toFixed(DECIMALS));
