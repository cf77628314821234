import { profileOf } from '@proximidad/catalogues';
import { entityOf, type Instant } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/service';
import { assignmentKey } from '../domain/assignments.ts';
import { duties } from '../domain/duties.ts';
import { NOTHING_KNOWN } from '../domain/eligibility.ts';
import { officerDuty, type OfficerDutyCommand } from '../domain/officer-duty.ts';
import { officersKnown } from '../domain/officers-known.ts';
import { dayOf, yearOf } from '../domain/part.ts';
import { shifts } from '../domain/shifts.ts';
import { unitLog, type UnitLogCommand } from '../domain/unit-log.ts';
import { units } from '../domain/units.ts';
import type { BeatsDependencies } from '../own.ts';
import { tellOfficerDuty, tellUnitLog } from '../parts.ts';
import { answered, type Commanded, commandIdOf, found, momentOf, refusal } from './edge.ts';
import type {
  MutationAssignOfficerArgs,
  MutationEndDutyArgs,
  MutationReportUnitStatusArgs,
  MutationStartDutyArgs,
} from './schema.gen.ts';

/** The mutation on what a unit does. */
export function unitStatus({ log, tell: system }: BeatsDependencies) {
  return {
    async reportUnitStatus(_: unknown, { input }: MutationReportUnitStatusArgs, context: Context) {
      const { unitId, status } = input;
      const unit = await unitSeen(context, log, unitId);
      if (!unit) return refusal(context, 'UnitNotFound', 'There is no such unit.');
      const { municipality } = unit;
      const at = momentOf(context, input.occurredAt, municipality);
      const incidentId = input.incidentId ?? null;
      const command: UnitLogCommand = { type: 'ReportUnitStatus', at, status, incidentId };
      const told = { commandId: commandIdOf(input), occurredAt: at, municipality };
      const outcome = await tellUnitLog(system, unit, dayOf(at), (id) =>
        context.tell(unitLog, id, command, told),
      );
      return answered(context, outcome, 'UnitAccepted', unitId);
    },
  };
}

/** The mutations on duty: who is on duty, who is in a shift. */
export function duty(deps: BeatsDependencies) {
  const { log } = deps;
  return {
    async startDuty(_: unknown, { input }: MutationStartDutyArgs, context: Context) {
      const { officerId, unitId = null, method } = input;
      const unit = unitId === null ? undefined : await unitSeen(context, log, unitId);
      if (unitId !== null && !unit) return refusal(context, 'UnitNotFound', 'There is no such unit.');
      const officer = officerKnown(deps, officerId);
      const municipality = officer.municipality ?? unit?.municipality ?? null;
      const outcome = await tellOfficer(deps, context, input, { ...officer, municipality }, (at) => ({
        type: 'StartDuty',
        ...{ at, municipality, unitId, method },
      }));
      return answered(context, outcome, 'OfficerDutyAccepted', officerId);
    },

    async endDuty(_: unknown, { input }: MutationEndDutyArgs, context: Context) {
      const { officerId, reason } = input;
      const officer = officerKnown(deps, officerId);
      const outcome = await tellOfficer(deps, context, input, officer, (at) => ({
        type: 'EndDuty',
        at,
        reason,
      }));
      return answered(context, outcome, 'OfficerDutyAccepted', officerId);
    },

    async assignOfficer(_: unknown, { input }: MutationAssignOfficerArgs, context: Context) {
      const { officerId, shiftId, role } = input;
      const shift = await found(context, log, () => context.table(shifts, 'beatshift').get(shiftId));
      if (!shift) return refusal(context, 'ShiftNotFound', 'There is no such shift.');
      const officer = officerKnown(deps, officerId);
      const { known = NOTHING_KNOWN } = officer;
      const { certificationGate: gate, ownerCompetences } = profileOf(entityOf(shiftId));
      const municipality = officer.municipality ?? shift.municipality;
      const outcome = await tellOfficer(deps, context, input, { ...officer, municipality }, (at) => ({
        type: 'AssignOfficer',
        ...{ at, role, shift },
        profile: { gate, ownerCompetences: [...ownerCompetences] },
        known: { ...known, competences: [...known.competences] },
      }));
      return answered(context, outcome, 'OfficerAssignmentAccepted', assignmentKey(shiftId, officerId));
    },
  };
}

function unitSeen(context: Context, log: BeatsDependencies['log'], unitId: string) {
  return found(context, log, () => context.table(units, 'unit').get(unitId));
}

/** What the service itself knows of an officer, whoever asks: rules do not depend on what the caller may see. */
function officerKnown({ readModels }: BeatsDependencies, officerId: string) {
  const known = readModels.table(officersKnown).get(officerId);
  const row = readModels.table(duties).get(officerId);
  const municipality = known?.municipality ?? row?.municipality ?? null;
  return { id: officerId, municipality, part: row?.part ?? null, known };
}

function tellOfficer(
  { tell: system }: BeatsDependencies,
  context: Context,
  input: Commanded,
  officer: Omit<ReturnType<typeof officerKnown>, 'known'>,
  command: (at: Instant) => OfficerDutyCommand,
) {
  const { id: officerId, municipality } = officer;
  const at = momentOf(context, input.occurredAt, municipality ?? entityOf(officerId));
  const told = { commandId: commandIdOf(input), occurredAt: at, municipality };
  const facts = command(at);
  return tellOfficerDuty(system, officer, yearOf(at), (id) => context.tell(officerDuty, id, facts, told));
}
