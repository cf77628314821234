import { contains } from '@proximidad/geography';
import { connectionOf, type Context, type PageArgs } from '@proximidad/service';
import type { BeatRow } from '../domain/beats.ts';
import type { UnitStatus } from '../domain/unit-log.ts';
import type { Maybe } from './edge.ts';
import { presenceFigures } from './figures.ts';
import { beatsSeen, unitsSeen } from './views.ts';

interface BeatsArgs extends PageArgs {
  readonly entity?: Maybe<string>;
  readonly municipality?: Maybe<string>;
  readonly edition?: Maybe<string>;
  readonly status?: Maybe<readonly BeatRow['status'][]>;
}
interface UnitsArgs extends PageArgs {
  readonly entity?: Maybe<string>;
  readonly beat?: Maybe<string>;
  readonly status?: Maybe<readonly UnitStatus[]>;
}
interface Place {
  readonly lat: number;
  readonly lon: number;
  readonly edition?: Maybe<string>;
}

/** Beats whose box holds one point: few, even with several editions and authorities. */
const AT_A_POINT_MAX = 100;
/** `lt` leaves out its bound, a box holds it: about a millimetre. */
const EPSILON_DEGREES = 1e-8;

export const queries = {
  beats: (_: unknown, args: BeatsArgs, context: Context) =>
    connectionOf(beatsSeen(context), beatsWhere(args), [{ column: 'code' }], args),
  beat: (_: unknown, { id }: { id: string }, context: Context) => beatsSeen(context).get(id) ?? null,
  beatAt,
  units: (_: unknown, args: UnitsArgs, context: Context) =>
    connectionOf(unitsSeen(context), unitsWhere(args), [{ column: 'code' }], args),
  unit: (_: unknown, { id }: { id: string }, context: Context) => unitsSeen(context).get(id) ?? null,
  presenceFigures,
};

function beatsWhere({ entity, municipality, edition, status }: BeatsArgs) {
  return {
    entity: entity ?? undefined,
    municipality: municipality ?? undefined,
    edition: edition ?? undefined,
    status: status ? { in: status } : undefined,
  };
}

function unitsWhere({ entity, beat, status }: UnitsArgs) {
  return {
    entity: entity ?? undefined,
    beatId: beat ?? undefined,
    status: status ? { in: status } : undefined,
  };
}

/** Through the table, not through memory: the map as it was at the cut. */
function beatAt(_: unknown, { lat, lon, edition }: Place, context: Context): BeatRow | null {
  const where = {
    status: 'ACTIVE' as const,
    edition: edition ?? undefined,
    west: { lt: lon + EPSILON_DEGREES },
    east: { gte: lon },
    south: { lt: lat + EPSILON_DEGREES },
    north: { gte: lat },
  };
  const newestFirst = [{ column: 'edition', desc: true }] as const;
  const { rows } = beatsSeen(context).list({ where, orderBy: newestFirst, first: AT_A_POINT_MAX });
  return rows.find(({ row }) => contains(row.polygon, { lat, lon }))?.row ?? null;
}
