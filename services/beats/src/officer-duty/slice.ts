import { entityOf, type Instant, streamOf } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import {
  type Connection,
  connectionOf,
  type Context,
  eachRow,
  edgeOf,
  type Seeking,
  type Slice,
} from '@proximidad/edge';
import { beats, isDrawnAt } from '../beat/beats.ts';
import { type ShiftRow, shifts } from '../beat-shift/shifts.ts';
import { hadLeft, isInService, NOTHING_KNOWN } from '../eligibility/eligibility.ts';
import { againstTownCommand, federalMay } from '../noted-agreement/slice.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import { officersKnown } from '../eligibility/officers-known.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import { periodId } from '../period.ts';
import { throughYears, yearsFrom } from '../periods.ts';
import { rowsOf, ROWS_MAX } from '../rows.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { units } from '../unit/units.ts';
import { accompanies, assignmentKey, type AssignmentRow, assignments } from './assignments.ts';
import { passGate } from './certification-gate.ts';
import { duties, hasStarted, type StartedDuty } from './duties.ts';
import { dutiesServed } from './served.ts';
import { officerDuty } from './officer-duty.ts';
import { publishedDuty } from './published.ts';
import { DUTY_ALERT_MS, overrunOf } from './overruns.ts';

const NATIONAL = '00';
const theAssignment = {
  type: 'OfficerAssignment',
  field: 'assignment',
  model: assignments,
  kind: 'officerduty',
  key: ({ shiftId }: { readonly shiftId: string }, officerId: string) => assignmentKey(shiftId, officerId),
} as const;

/** Who is on duty, and who is in which shift. */
export const officerDutySlice: Slice<Resources> = {
  aggregate: officerDuty,
  readModels: [duties, assignments],
  feeds: {
    OfficerDuty: {
      ...{ model: duties, kind: 'officerduty', changes: 'duties', field: 'Officer.duty' },
      narrow: () => ({ startedAt: { isNull: false } }),
      ended: { onDuty: [false] },
    },
    OfficerAssignment: { model: assignments, kind: 'officerduty', field: 'Officer.assignment' },
  },
  published: publishedDuty,
  due,
  edge: edgeOf<Resources>()({
    aggregate: officerDuty,
    ...{ type: 'OfficerDuty', field: 'duty', id: 'officerId' },
    ...{ model: duties, kind: 'officerduty' },
    history: ({ officerId, period }) => streamOf(officerDuty.category, periodId(officerId, period)),
    answers: {
      AssignOfficer: theAssignment,
      OverrideGate: theAssignment,
      WithdrawAssignment: theAssignment,
    },
    oneByOne: { AssignOfficer: ({ shiftId }) => shiftId, OverrideGate: ({ shiftId }) => shiftId },
    lookUps: {
      async StartDuty({ context, deps, id, at, input: { unitId } }) {
        const unit =
          unitId === null ? undefined : await context.found(() => context.table(units, 'unit').get(unitId));
        if (unitId !== null && !unit) return refuse('UnitNotFound');
        const { known, municipality: home } = officerKnown(deps, id!);
        if (unit?.retiredAt && unit.retiredAt.ms <= at(unit.municipality).ms) return refuse('UnitRetired');
        // What the caller's unit allows must not reveal whether an officer of others exists.
        const ofUnit = context.subject.municipality === undefined ? unit?.municipality : undefined;
        const municipality = home ?? ofUnit ?? null;
        const entity = entityOf(id!);
        const governs = governing(deps, { entity, municipality }, at(municipality ?? entity).ms);
        const [standing, begins] = [known ?? NOTHING_KNOWN, at(municipality ?? entity)];
        const [registered, left] = [isInService(standing, begins), hadLeft(standing, begins)];
        return { municipality, found: { municipality, registered, left, governing: governs } };
      },
      AssignOfficer: considered,
      OverrideGate: considered,
      async WithdrawAssignment({ context, deps, id, at, input: { shiftId } }) {
        const shift = await context.found(() => shiftFor(deps, context, id!, shiftId));
        if (!shift) return refuse('ShiftNotFound');
        const { municipality: place } = shift;
        const command = againstTownCommand(deps, context, place, 'OPERATIONS', at(place));
        if (command) return command;
        return { municipality: officerKnown(deps, id!).municipality ?? place, found: { now: context.now() } };
      },
    },
    municipality: ({ deps, id }) => officerKnown(deps, id!).municipality,
    periods({ deps, id, at }) {
      const { period, municipality } = officerKnown(deps, id!);
      return yearsFrom({ id: id!, period }, at(municipality ?? entityOf(id!)));
    },
    through({ deps, id, municipality = null }, at, execute) {
      const { period } = officerKnown(deps, id!);
      return throughYears(deps.execute, { id: id!, municipality, period }, at, execute);
    },
  }),
  resolvers: (deps) => resolversOver(deps),
};

type Joining = Pick<
  Seeking<Resources, { readonly shiftId: string }>,
  'context' | 'deps' | 'id' | 'at' | 'input'
>;

/** The shift that an officer joins, what its territory asks for, and what is known of the officer. */
async function considered({ context, deps, id, at, input: { shiftId } }: Joining) {
  const federal = entityOf(id!) === NATIONAL;
  const shift = await context.found(() => shiftFor(deps, context, id!, shiftId));
  if (!shift) return refuse('ShiftNotFound');
  if (!shift.stands) return refuse('ShiftCancelled');
  const { municipality: place } = shift;
  const command = againstTownCommand(deps, context, place, 'OPERATIONS', at(place));
  if (command) return command;
  const agreedUntil = federal ? agreed(deps, shift, at(shift.municipality)) : null;
  const { municipality, known = NOTHING_KNOWN } = officerKnown(deps, id!);
  const { startsAt, entity, beatId } = shift;
  const from = Math.max(at(shift.municipality).ms, startsAt.ms);
  const beat = deps.readModels.table(beats).get(beatId);
  if (beat && !isDrawnAt(beat, from)) return refuse('BeatClosed');
  return {
    municipality: municipality ?? shift.municipality,
    found: {
      ...{
        shift,
        known,
        agreedUntil,
        accompanied: isAccompanied(deps, context, id!, { shiftId, from }),
      },
      governing: governing(deps, { entity, municipality: shift.municipality, beatId }, from),
    },
  };
}

/** The shift for an officer; an officer of the federation serves in a shift of a state, which the officer's own command does not see. */
function shiftFor({ readModels }: BeatsDependencies, { table }: Context, officerId: string, shiftId: string) {
  return entityOf(officerId) === NATIONAL
    ? readModels.table(shifts).get(shiftId)
    : table(shifts, 'beatshift').get(shiftId);
}

/** Until when an agreement lets the federal force serve in the shift, from when the officer begins; null when none does. */
function agreed(deps: BeatsDependencies, { municipality, startsAt }: ShiftRow, at: Instant): Instant | null {
  const from = at.ms > startsAt.ms ? at : startsAt;
  return federalMay(deps, municipality, 'PATROL', from) ?? null;
}

/** Whether another police officer who has what the gate asks for, and still has it, serves in the shift from `from` on, Unix milliseconds. */
function isAccompanied(
  deps: BeatsDependencies,
  context: Context,
  officerId: string,
  { shiftId, from }: { readonly shiftId: string; readonly from: number },
): boolean {
  const where = { shiftId, stands: true, role: { in: ['OWNER', 'MEMBER', 'SUPPORT'] } } as const;
  const roster = rowsOf(deps.readModels.table(assignments).list({ where, first: ROWS_MAX }));
  return roster.some((other) => accompanies(other, officerId, from) && !isGroundLost(deps, context, other));
}

/** Whether a future assignment that passed the gate in full would no longer do so; one let through with another decision was decided so. */
function isGroundLost(deps: BeatsDependencies, context: Context, row: AssignmentRow): boolean {
  const { cut, note } = context;
  const { officerId, entity, municipality, beatId, role, startsAt: from, eligibility, stands } = row;
  if (!stands || eligibility.decision !== 'OK' || from.ms <= cut.clock) return false;
  note?.keys(officersKnown, [officerId]);
  const known = deps.readModels.table(officersKnown).get(officerId, cut.at) ?? NOTHING_KNOWN;
  const governs = governing(deps, { entity, municipality, beatId }, from.ms, context);
  const { checkedAt } = eligibility;
  const now = passGate(known, governs, role, { from, checkedAt, accompanied: true });
  return 'rejected' in now || now.decision !== 'OK';
}

/** What the service itself knows about an officer: rules do not depend on what the caller may see. */
function officerKnown({ readModels }: BeatsDependencies, officerId: string) {
  const known = readModels.table(officersKnown).get(officerId);
  const row = readModels.table(duties).get(officerId);
  return {
    known,
    municipality: known?.municipality ?? row?.municipality ?? null,
    period: row?.period ?? null,
  };
}

/** Duties that have gone on for too long, the longest first. */
function* due(deps: BeatsDependencies, now: number) {
  const where = { onDuty: true, overran: false, startedAt: { lt: now - DUTY_ALERT_MS + 1 } };
  for (const row of eachRow(deps.readModels.table(duties), { where, orderBy: [{ column: 'startedAt' }] })) {
    if (hasStarted(row)) yield overrunOf(deps, row);
  }
}

const resolversOver = (deps: BeatsDependencies) =>
  ({
    Query: {
      flaggedDuties(_, { entity, municipality, ...page }, { table, field }) {
        field('Officer.duty');
        const where = { entity, municipality: municipality ?? undefined, flagged: true };
        const longest = [{ column: 'startedAt' }] as const;
        // What is under a flag has begun.
        return connectionOf(table(duties, 'officerduty'), where, longest, page) as Connection<StartedDuty>;
      },
    },
    Officer: {
      __resolveReference: ({ id }) => ({ id }),
      duty({ id }, _, { table, field }) {
        field('Officer.duty');
        const row = table(duties, 'officerduty').get(id);
        return row && hasStarted(row) ? row : null;
      },
      assignment({ id }, _, { table, field, cut }) {
        field('Officer.assignment');
        const where = { officerId: id, primary: true, stands: true, endsAt: { gte: cut.clock + 1 } };
        const next = { where, orderBy: [{ column: 'startsAt' }], first: 1 } as const;
        return rowsOf(table(assignments, 'officerduty').list(next))[0];
      },
      duties({ id }, { from, to }, context) {
        context.field('Officer.duty');
        const row = context.table(duties, 'officerduty').get(id);
        return row ? dutiesServed(deps, context.cut, row, { from, to }) : [];
      },
      assignments({ id }, { from, to, ...page }, { table, field }) {
        field('Officer.assignment');
        const where = { officerId: id, startsAt: from || to ? { gte: from?.ms, lt: to?.ms } : undefined };
        const latest = [{ column: 'startsAt', desc: true }] as const;
        return connectionOf(table(assignments, 'officerduty'), where, latest, page);
      },
    },
    OfficerDuty: {
      officer: ({ officerId }) => ({ id: officerId }),
      unit: ({ unitId }, _, { table }) => (unitId === null ? null : table(units, 'unit').get(unitId)),
    },
    OfficerAssignment: {
      officer: ({ officerId }) => ({ id: officerId }),
      // A caller who sees the assignment sees the shift: an officer of the federation serves in a shift of a state.
      shift: ({ shiftId }, _, { cut }) => deps.readModels.table(shifts).get(shiftId, cut.at)!,
      groundLost: (row, _, context) => isGroundLost(deps, context, row),
    },
    Eligibility: {
      certificateValidUntil: ({ validUntil }) => validUntil,
    },
  }) satisfies SliceResolvers;
