import { zoneOf } from '@proximidad/catalogues';
import { entityOf, instantAt } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { contains, Point } from '@proximidad/geography';
import { connectionOf, type Context, edgeOf, type Slice } from '@proximidad/edge';
import { seatsIn } from '../beat-owner/beat-owner.ts';
import { owned } from '../beat-owner/owned.ts';
import { demandId } from '../coverage/beat-demand.ts';
import { coverageOfBeat } from '../coverage/covered.ts';
import { demands } from '../coverage/demands.ts';
import { shifts } from '../beat-shift/shifts.ts';
import { studies } from '../beat-study/studies.ts';
import { corpsTogether, patrolledTogether } from '../joint-patrol/of-beat.ts';
import { plannedInBeat, worksByActions } from '../planned-action/of-beat.ts';
import { problemsInBeat } from '../problem/of-beat.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import { beyondDesign } from '../noted-profile/design.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import { rowsOf, ROWS_MAX } from '../rows.ts';
import type { QueryBeatAtArgs, SliceResolvers } from '../schema.gen.ts';
import { phaseAt, territories } from '../territory-phase/phases.ts';
import { territoryPhaseId } from '../territory-phase/territory-phase.ts';
import { units } from '../unit/units.ts';
import { beat, beatId } from './beat.ts';
import { beatPresence } from './beat-presence.ts';
import { beats, type BeatRow } from './beats.ts';
import { isEmptyTooLong } from './emptiness.ts';
import { designBeats, overlapsOf } from './bulk.ts';
import { overlapping } from './overlap.ts';
import { publishedBeat } from './published.ts';
import { againstSuccessor, comesBack } from './successor.ts';

/** `lt` excludes its bound, a box includes it: about a millimetre. */
const EPSILON_DEGREES = 1e-8;

/** The map. */
export const beatSlice: Slice<Resources> = {
  aggregate: beat,
  readModels: [beats, beatPresence],
  feeds: {
    Beat: {
      ...{ model: beats, kind: 'beat', changes: 'beats', keyOfBeat: true },
      ended: { status: ['CLOSED'] },
    },
  },
  published: publishedBeat,
  edge: edgeOf<Resources>()({
    aggregate: beat,
    ...{ type: 'Beat', field: 'beat', id: 'beatId' },
    ...{ model: beats, kind: 'beat' },
    // The next beat may border on this one: it is on the map before this is answered.
    settles: true,
    lookUps: {
      DesignBeat({ deps, input }) {
        const { authority, edition, code, municipality, polygon } = input;
        const id = beatId(municipality, authority, edition, code);
        return { id, found: { overlaps: overlapsOf(deps, { id, authority, edition, polygon }) } };
      },
      RedrawBeat({ deps, input: { polygon }, row }) {
        if (!row) return notDesigned();
        const { id, authority, edition } = row;
        return { found: { overlaps: deps.resources.places.overlaps({ id, authority, edition, polygon }) } };
      },
      async CloseBeat({ context, deps, at, input: { successorBeatIds, validFrom }, row }) {
        if (!row) return notDesigned();
        const taken = { beatId: row.id, from: validFrom ?? at(row.municipality) };
        for (const id of successorBeatIds ?? []) {
          const against = await againstSuccessor(context, id, taken);
          if (against) return against;
        }
        return { found: { comesBack: comesBack(deps, successorBeatIds ?? [], row.id) } };
      },
    },
  }),
  resolvers: (deps) => ({
    ...resolvers,
    Beat: {
      ...mapped,
      phase: ({ id }, { at }, { table }) => {
        const territory = table(territories, 'beat').get(territoryPhaseId(id));
        return territory && phaseAt(territory, at?.ms);
      },
      territory: ({ id }, _, { table }) => table(territories, 'beat').get(territoryPhaseId(id)),
      coverageIndex: (row, _, context) => coverageOfBeat(deps, context, row) ?? null,
      demand: ({ id }, _, { table }) => table(demands, 'beatdemand').get(demandId(id)),
      beyondDesign(row, _, context) {
        const place = { entity: row.entity, municipality: row.municipality, beatId: row.id };
        return beyondDesign(row, governing(deps, place, row.validFrom.ms, context).profile.territory);
      },
      worksByActions: (row, _, context) => worksByActions(modelNow(deps, row, context)),
      jointPatrolCorps: (row, _, context) => corpsTogether(modelNow(deps, row, context)),
      ownersInModel: (row, _, context) => seatsIn(modelNow(deps, row, context)),
      emptySince({ id, municipality }, _, { table }) {
        const ms = table(beatPresence, 'unit').get(id)?.emptySinceMs ?? null;
        return ms === null ? null : instantAt(ms, zoneOf(municipality));
      },
      emptyTooLong(beatRow, _, context) {
        const { table, cut } = context;
        const row = table(beatPresence, 'unit').get(beatRow.id);
        if (!row?.active) return false;
        const { alertAfterEmptyMin: limitMinutes } = modelNow(deps, beatRow, context).profile.presence;
        return isEmptyTooLong(row, { limitMinutes, areaKm2: beatRow.areaKm2 }, cut.clock);
      },
    } satisfies SliceResolvers['Beat'],
    Mutation: {
      designBeats: (_, { input }, context) => designBeats(deps, context, input.items),
    } satisfies SliceResolvers['Mutation'],
  }),
};

/** The model that governs a beat at the moment of the query. */
function modelNow(deps: BeatsDependencies, { id, entity, municipality }: BeatRow, context: Context) {
  return governing(deps, { entity, municipality, beatId: id }, context.cut.clock, context);
}

function notDesigned() {
  return refuse('BeatNotFound');
}

const resolvers = {
  Query: {
    beats: (_, { entity, municipality, edition, status, ...page }, { table }) =>
      connectionOf(
        table(beats, 'beat'),
        {
          entity: entity ?? undefined,
          municipality: municipality ?? undefined,
          edition: edition ?? undefined,
          status: status ? { in: status } : undefined,
        },
        [{ column: 'code' }],
        page,
      ),
    beat: (_, { id }, { table }) => table(beats, 'beat').get(id),
    beatAt: (_, args, context) => beatAt(args, context),
  },
} satisfies SliceResolvers;

const mapped = {
  ...owned,
  ...plannedInBeat,
  ...patrolledTogether,
  ...problemsInBeat,
  study: ({ id }, _, { table }) => table(studies, 'beat').get(id),
  __resolveReference: ({ id }, { table }) => table(beats, 'beat').get(id),
  entity: ({ entity }) => ({ code: entity }),
  municipality: ({ municipality }) => ({ cvegeo: municipality }),
  boundary: ({ polygon }) => polygon,
  polygon: ({ polygon }) => JSON.stringify(polygon),
  successors: ({ successorBeatIds }, _, { table }) => [
    ...table(beats, 'beat').getMany(successorBeatIds).values(),
  ],
  overlaps: (row, _, context) => overlaps(row, context),
  units: ({ id }, _, { table }) =>
    rowsOf(table(units, 'unit').list({ where: { beatId: id }, first: ROWS_MAX })),
  shifts({ id: beatId }, { notOver, ...page }, { table, cut }) {
    const rows = table(shifts, 'beatshift');
    return notOver
      ? connectionOf(
          rows,
          { beatId, stands: true, endsAt: { gte: cut.clock + 1 } },
          [{ column: 'endsAt' }],
          page,
        )
      : connectionOf(rows, { beatId }, [{ column: 'startsAt', desc: true }], page);
  },
} satisfies Omit<
  NonNullable<SliceResolvers['Beat']>,
  | 'beyondDesign'
  | 'coverageIndex'
  | 'phase'
  | 'territory'
  | 'demand'
  | 'emptySince'
  | 'emptyTooLong'
  | 'worksByActions'
  | 'ownersInModel'
  | 'jointPatrolCorps'
>;

/**
 * Through the table, not through memory: the map as it was at the cut. Few boxes hold one point, even with several
 * editions and authorities.
 *
 * @throws {z.ZodError} for a place that is none.
 */
function beatAt({ edition, ...place }: QueryBeatAtArgs, { table }: Context): BeatRow | undefined {
  const { lat, lon } = Point.parse(place);
  const where = {
    status: 'ACTIVE' as const,
    edition: edition ?? undefined,
    west: { lt: lon + EPSILON_DEGREES },
    east: { gte: lon },
    south: { lt: lat + EPSILON_DEGREES },
    north: { gte: lat },
  };
  const newestFirst = [{ column: 'edition', desc: true }] as const;
  const found = rowsOf(table(beats, 'beat').list({ where, orderBy: newestFirst, first: ROWS_MAX }));
  return found.find(({ polygon }) => contains(polygon, { lat, lon }));
}

/** The finding of a lost race: two beats were designed at the same time (ADR 105). */
function overlaps(row: BeatRow, { table }: Context): BeatRow[] {
  if (row.status === 'CLOSED') return [];
  const { authority, edition, west, east, south, north } = row;
  const where = {
    ...{ authority, edition, status: 'ACTIVE' as const, entity: entityOf(row.id) },
    west: { lt: east },
    east: { gte: west },
    south: { lt: north },
    north: { gte: south },
  };
  return overlapping(row, rowsOf(table(beats, 'beat').list({ where, first: ROWS_MAX })));
}
