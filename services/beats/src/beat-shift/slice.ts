import { zoneOf } from '@proximidad/catalogues';
import { instantAt, localDate } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { edgeOf, type Slice } from '@proximidad/edge';
import { beats } from '../beat/beats.ts';
import { assignments } from '../officer-duty/assignments.ts';
import type { Resources } from '../resources.ts';
import { rowsOf, ROWS_MAX } from '../rows.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { beatShift, beatShiftId } from './beat-shift.ts';
import { publishedShift } from './published.ts';
import { shifts } from './shifts.ts';

/** Police of one cell (LGSNSP, article 74; BR-B3). */
const CELL_SIZE = 3;

/** The shifts of each beat. */
export const beatShiftSlice: Slice<Resources> = {
  aggregate: beatShift,
  readModels: [shifts],
  feeds: { BeatShift: { model: shifts, kind: 'beatshift', changes: 'shifts' } },
  published: publishedShift,
  edge: edgeOf<Resources>()({
    aggregate: beatShift,
    ...{ type: 'BeatShift', field: 'shift' },
    ...{ model: shifts, kind: 'beatshift' },
    lookUps: {
      async OpenShift({ context, input: { beatId, kind, startsAt } }) {
        const row = await context.found(() => context.table(beats, 'beat').get(beatId));
        if (!row) return refuse('BeatNotFound');
        const { municipality, status } = row;
        const timeZone = zoneOf(municipality);
        const date = localDate(instantAt(startsAt.ms, timeZone));
        return {
          ...{ id: beatShiftId(beatId, date, kind), municipality },
          found: { municipality, timeZone, localDate: date, beatActive: status === 'ACTIVE' },
        };
      },
    },
  }),
  resolvers: () => resolvers,
};

const resolvers = {
  BeatShift: {
    beat: ({ beatId }, _, { table }) => table(beats, 'beat').get(beatId)!,
    roster({ id }, _, { table, field }) {
      field('Officer.assignment');
      return rowsOf(table(assignments, 'officerduty').list({ where: { shiftId: id }, first: ROWS_MAX }));
    },
    undersizedCell({ id: shiftId }, _, { table }) {
      const police = { role: { in: ['OWNER', 'MEMBER', 'SUPPORT'] } } as const;
      const counted = { where: { shiftId, ...police }, max: CELL_SIZE };
      return table(assignments, 'officerduty').count(counted) < CELL_SIZE;
    },
  },
} satisfies SliceResolvers;
