import { contains } from '@proximidad/geography';
import { connectionOf, type Context } from '@proximidad/service';
import type { BeatRow } from '../domain/beats.ts';
import { presenceFigures } from './figures.ts';
import type {
  QueryBeatArgs,
  QueryBeatAtArgs,
  QueryBeatsArgs,
  QueryUnitArgs,
  QueryUnitsArgs,
} from './schema.gen.ts';
import { beatsSeen, unitsSeen } from './views.ts';

/** Beats whose box holds one point: few, even with several editions and authorities. */
const AT_A_POINT_MAX = 100;
/** `lt` leaves out its bound, a box holds it: about a millimetre. */
const EPSILON_DEGREES = 1e-8;

export const queries = {
  beats: (_: unknown, args: QueryBeatsArgs, context: Context) =>
    connectionOf(beatsSeen(context), beatsWhere(args), [{ column: 'code' }], args),
  beat: (_: unknown, { id }: QueryBeatArgs, context: Context) => beatsSeen(context).get(id) ?? null,
  beatAt,
  units: (_: unknown, args: QueryUnitsArgs, context: Context) =>
    connectionOf(unitsSeen(context), unitsWhere(args), [{ column: 'code' }], args),
  unit: (_: unknown, { id }: QueryUnitArgs, context: Context) => unitsSeen(context).get(id) ?? null,
  presenceFigures,
};

function beatsWhere({ entity, municipality, edition, status }: QueryBeatsArgs) {
  return {
    entity: entity ?? undefined,
    municipality: municipality ?? undefined,
    edition: edition ?? undefined,
    status: status ? { in: status } : undefined,
  };
}

function unitsWhere({ entity, beat, status }: QueryUnitsArgs) {
  return {
    entity: entity ?? undefined,
    beatId: beat ?? undefined,
    status: status ? { in: status } : undefined,
  };
}

/** Through the table, not through memory: the map as it was at the cut. */
function beatAt(_: unknown, { lat, lon, edition }: QueryBeatAtArgs, context: Context): BeatRow | null {
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
