import { entityOf } from '@proximidad/eventsourcing';
import {
  type Connection,
  connectionOf,
  connectionResolvers,
  type Context,
  type PageArgs,
} from '@proximidad/service';
import { assignments, type AssignmentRow } from '../domain/assignments.ts';
import { overlapping } from '../domain/beat.ts';
import { beats, type BeatRow } from '../domain/beats.ts';
import { duties, type DutyRow } from '../domain/duties.ts';
import { shifts, type ShiftRow } from '../domain/shifts.ts';
import { units, type UnitRow } from '../domain/units.ts';
import type { BeatsDependencies } from '../own.ts';
import type { Accepted } from './edge.ts';

const WITHIN_MAX = 100;
/** Police of one cell (LGSNSP, article 74; domain, BR-B3). */
const CELL_SIZE = 3;

export const beatsSeen = (context: Context) => context.table(beats, 'beat');
export const unitsSeen = (context: Context) => context.table(units, 'unit');
export const shiftsSeen = (context: Context) => context.table(shifts, 'beatshift');
export const dutiesSeen = (context: Context) => context.table(duties, 'officerduty');
const assignmentsSeen = (context: Context) => context.table(assignments, 'officerduty');

interface Reference {
  readonly id: string;
}

/** How rows look in the graph; what has no resolver here is the row's field of that name. */
export const views = ({ own }: BeatsDependencies) => ({
  Beat: {
    __resolveReference: ({ id }: Reference, context: Context) => beatsSeen(context).get(id) ?? null,
    entity: ({ entity }: BeatRow) => ({ code: entity }),
    municipality: ({ municipality }: BeatRow) => ({ cvegeo: municipality }),
    polygon: ({ polygon }: BeatRow) => JSON.stringify(polygon),
    successors: ({ successorBeatIds }: BeatRow, _: unknown, context: Context) => [
      ...beatsSeen(context).getMany(successorBeatIds).values(),
    ],
    overlaps,
    units: ({ id }: BeatRow, _: unknown, context: Context) =>
      rowsOf(unitsSeen(context).list({ where: { beatId: id }, first: WITHIN_MAX })),
    shifts: ({ id }: BeatRow, args: PageArgs, context: Context): Connection<ShiftRow> =>
      connectionOf(shiftsSeen(context), { beatId: id }, [{ column: 'startsAt', desc: true }], args),
  },
  Unit: {
    __resolveReference: ({ id }: Reference, context: Context) => unitsSeen(context).get(id) ?? null,
    entity: ({ entity }: UnitRow) => ({ code: entity }),
    municipality: ({ municipality }: UnitRow) => ({ cvegeo: municipality }),
    beat: ({ beatId }: UnitRow, _: unknown, context: Context) => beatOrNull(context, beatId),
    homeBeat: ({ homeBeatId }: UnitRow, _: unknown, context: Context) => beatOrNull(context, homeBeatId),
    incident: ({ incidentId }: UnitRow) => incidentId && { id: incidentId },
    lastPoint({ id }: UnitRow, _: unknown, context: Context) {
      context.field('Unit.lastPoint');
      // Telemetry has no history: of a past moment nothing is known.
      const last = context.cut.at === undefined ? own.telemetry.last(id, context.cut.clock) : undefined;
      return last ? { ...last.point, accuracyMetres: last.accuracyMetres, at: last.at } : null;
    },
  },
  BeatShift: {
    kind: ({ kind }: ShiftRow) => (kind === '24' ? 'H24' : kind),
    beat: ({ beatId }: ShiftRow, _: unknown, context: Context) => beatsSeen(context).get(beatId),
    roster({ id }: ShiftRow, _: unknown, context: Context) {
      context.field('Officer.assignment');
      return rowsOf(assignmentsSeen(context).list({ where: { shiftId: id }, first: WITHIN_MAX }));
    },
    undersizedCell({ id: shiftId }: ShiftRow, _: unknown, context: Context) {
      const police = { role: { in: ['OWNER', 'MEMBER', 'SUPPORT'] } } as const;
      return assignmentsSeen(context).count({ where: { shiftId, ...police }, max: CELL_SIZE }) < CELL_SIZE;
    },
  },
  Officer: {
    __resolveReference: ({ id }: Reference) => ({ id }),
    duty({ id }: Reference, _: unknown, context: Context) {
      context.field('Officer.duty');
      const row = dutiesSeen(context).get(id);
      return row?.startedAt ? row : null;
    },
    assignment({ id }: Reference, _: unknown, context: Context) {
      context.field('Officer.assignment');
      const where = { officerId: id, primary: true, endsAt: { gte: context.cut.clock + 1 } };
      const running = { where, orderBy: [{ column: 'startsAt' }], first: 1 } as const;
      return rowsOf(assignmentsSeen(context).list(running))[0] ?? null;
    },
  },
  OfficerDuty: {
    officer: ({ officerId }: DutyRow) => ({ id: officerId }),
    unit: ({ unitId }: DutyRow, _: unknown, context: Context) =>
      unitId === null ? null : (unitsSeen(context).get(unitId) ?? null),
  },
  OfficerAssignment: {
    officer: ({ officerId }: AssignmentRow) => ({ id: officerId }),
    shift: ({ shiftId }: AssignmentRow, _: unknown, context: Context) => shiftsSeen(context).get(shiftId),
  },
  Eligibility: {
    certificateValidUntil: ({ validUntil }: AssignmentRow['eligibility']) => validUntil,
  },
  BeatConnection: connectionResolvers,
  UnitConnection: connectionResolvers,
  BeatShiftConnection: connectionResolvers,
});

/** Own writes: what was accepted is looked up once it is projected. */
export const accepted = {
  BeatAccepted: { beat: written((context, id) => beatsSeen(context).get(id)) },
  UnitAccepted: { unit: written((context, id) => unitsSeen(context).get(id)) },
  BeatShiftAccepted: { shift: written((context, id) => shiftsSeen(context).get(id)) },
  OfficerDutyAccepted: { duty: written((context, id) => dutiesSeen(context).get(id)) },
  OfficerAssignmentAccepted: { assignment: written((context, id) => assignmentsSeen(context).get(id)) },
};

function written<Row>(look: (context: Context, id: string) => Row | undefined) {
  return async ({ id, at }: Accepted, _: unknown, context: Context) => {
    await context.reached(at);
    return look(context, id);
  };
}

/** The finding of a lost race: two beats were designed at the same time (architecture, decision 5). */
function overlaps(row: BeatRow, _: unknown, context: Context): BeatRow[] {
  if (row.status === 'CLOSED') return [];
  const { authority, edition, west, east, south, north } = row;
  const where = {
    ...{ authority, edition, status: 'ACTIVE' as const, entity: entityOf(row.id) },
    west: { lt: east },
    east: { gte: west },
    south: { lt: north },
    north: { gte: south },
  };
  return overlapping(row, rowsOf(beatsSeen(context).list({ where, first: WITHIN_MAX })));
}

function beatOrNull(context: Context, id: string | null): BeatRow | null {
  return id === null ? null : (beatsSeen(context).get(id) ?? null);
}

function rowsOf<Row>(page: { readonly rows: readonly { readonly row: Row }[] }): Row[] {
  return page.rows.map(({ row }) => row);
}
