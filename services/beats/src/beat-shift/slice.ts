import { zoneOf } from '@proximidad/catalogues';
import { localDateAt } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { type Context, edgeOf, type Slice } from '@proximidad/edge';
import { beatPresence } from '../beat/beat-presence.ts';
import { beats, isDrawnAt } from '../beat/beats.ts';
import { presenceIn } from '../beat/emptiness.ts';
import { assignments } from '../officer-duty/assignments.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import { rowsOf, ROWS_MAX } from '../rows.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { beatShift, beatShiftId } from './beat-shift.ts';
import { ownersAtOnce, policeAt } from './present.ts';
import { publishedShift } from './published.ts';
import { shifts } from './shifts.ts';

/** The shifts of each beat. */
export const beatShiftSlice: Slice<Resources> = {
  aggregate: beatShift,
  readModels: [shifts],
  feeds: { BeatShift: { model: shifts, kind: 'beatshift', changes: 'shifts' } },
  published: publishedShift,
  edge: edgeOf<Resources>()({
    aggregate: beatShift,
    ...{ type: 'BeatShift', field: 'shift', id: 'shiftId' },
    ...{ model: shifts, kind: 'beatshift' },
    // Nobody is put into a roster while its shift is being cancelled.
    oneByOne: { CancelShift: (_, shiftId) => shiftId },
    lookUps: {
      async OpenShift({ context, at, input: { beatId, kind, startsAt } }) {
        const row = await context.found(() => context.table(beats, 'beat').get(beatId));
        if (!row) return refuse('BeatNotFound');
        const { municipality } = row;
        const timeZone = zoneOf(municipality);
        const date = localDateAt(startsAt.ms, timeZone);
        const beatActive = isDrawnAt(row, Math.max(at(municipality).ms, startsAt.ms));
        return {
          ...{ id: beatShiftId(beatId, date, kind), municipality },
          found: { municipality, timeZone, localDate: date, beatActive },
        };
      },
      CancelShift({ row, deps, id }) {
        if (!row) return refuse('ShiftNotFound');
        const roster = { where: { shiftId: id!, stands: true }, max: 1 };
        const filled = deps.readModels.table(assignments).count(roster) > 0;
        return { found: { openedAt: row.by.at, filled } };
      },
    },
  }),
  resolvers: (deps) => resolversOf(deps),
};

/** Also those who have left it: what was served stays (ADR 379). */
function rosterOf({ table }: Context, shiftId: string) {
  const where = { shiftId, stands: true };
  return rowsOf(table(assignments, 'officerduty').list({ where, first: ROWS_MAX }));
}

const resolversOf = (deps: BeatsDependencies) =>
  ({
    BeatShift: {
      beat: ({ beatId }, _, { table }) => table(beats, 'beat').get(beatId)!,
      roster({ id }, _, context) {
        context.field('Officer.assignment');
        return rosterOf(context, id);
      },
      undersizedCell({ id, entity, municipality, beatId, startsAt, endsAt }, _, context) {
        const { cut } = context;
        const governs = governing(deps, { entity, municipality, beatId }, startsAt.ms, context);
        const { cellSize } = governs.profile.territory;
        const within = Math.max(startsAt.ms, Math.min(cut.clock, endsAt.ms - 1));
        return policeAt(rosterOf(context, id), within) < cellSize;
      },
      ownersBeyondModel({ id, entity, municipality, beatId, startsAt }, _, context) {
        const place = { entity, municipality, beatId };
        const { owner } = governing(deps, place, startsAt.ms, context).profile.territory;
        const max = owner?.perShift ?? null;
        return max !== null && ownersAtOnce(rosterOf(context, id)) > max;
      },
      presence({ entity, municipality, beatId, startsAt, endsAt, stands }, _, context) {
        const { table, cut } = context;
        if (!stands) return null;
        const row = table(beatPresence, 'unit').get(beatId);
        if (!row) return null;
        const { presence } = governing(deps, { entity, municipality, beatId }, startsAt.ms, context).profile;
        const span = { startsAtMs: startsAt.ms, endsAtMs: endsAt.ms };
        return presenceIn(row, span, presence.minHoursPerBeatShift, cut.clock) ?? null;
      },
    },
  }) satisfies SliceResolvers;
