import { type Instant, type Rejection, RevisionConflict, streamOf, uuidv5 } from '@proximidad/eventsourcing';
import type { SystemTell } from '@proximidad/service';
import { partId, within } from './domain/part.ts';
import {
  type DutyStanding,
  NEVER_ON_DUTY,
  officerDuty,
  type OfficerDutyCommand,
} from './domain/officer-duty.ts';
import { firstStanding, type Standing, unitLog, type UnitLogCommand } from './domain/unit-log.ts';

/** Parts walked through before a command is given up; a fact is rarely later than the part before. */
const PARTS_WALKED_MAX = 32;

type Told<State> =
  | { readonly ok: true; readonly state: State; readonly position: number | undefined }
  | { readonly ok: false; readonly rejection: Rejection };

/** The parts of one officer's or unit's life, and how one is closed and the next opened (architecture, decision 4). */
interface Chain {
  readonly subjectId: string;
  readonly category: string;
  /** The newest part that the read model knows of. */
  readonly latest: string | null;
  /** Closes the part, or finds it closed; answers what comes after it. */
  close(part: string, next: string): Promise<Closed>;
  open(label: string, previous: Closed | undefined): Promise<unknown>;
}
interface Closed {
  readonly id: string;
  readonly next: string;
  readonly standing: unknown;
}

/**
 * Tells a command to the part that holds its time: opens it after closing the one before, carrying over what rules
 * need; a fact that comes after its part was closed goes to the first one that is not. Done once however often it is
 * told, since a command that a closed part knows is answered there.
 *
 * @throws {RevisionConflict} after PARTS_WALKED_MAX parts.
 */
async function tellPart<Outcome extends Told<unknown>>(
  chain: Chain,
  period: string,
  tell: (id: string) => Promise<Outcome>,
): Promise<Outcome> {
  const follow = async (part: string, next: string): Promise<string> => {
    const closed = await chain.close(partId(chain.subjectId, part), next);
    await chain.open(closed.next, closed);
    return closed.next;
  };
  let label = period;
  for (let walked = 0; walked < PARTS_WALKED_MAX; walked++) {
    const outcome = await tell(partId(chain.subjectId, label));
    if (outcome.ok) return outcome;
    switch (outcome.rejection.rejected) {
      case 'PartNotOpen':
        if (chain.latest === null) await chain.open(label, undefined);
        else label = chain.latest < label ? await follow(chain.latest, label) : chain.latest;
        break;
      case 'PartClosed':
      case 'PartFull':
        label = await follow(label, within(label));
        break;
      default:
        return outcome;
    }
  }
  throw new RevisionConflict(streamOf(chain.category, partId(chain.subjectId, label)), -1);
}

/** What the units board knows of a unit. */
export interface LoggedUnit {
  readonly id: string;
  readonly municipality: string;
  readonly homeBeatId: string | null;
  readonly registeredAt: Instant;
  readonly part: string | null;
}

/** Tells a command to the unit's log of the local day `period`. */
export function tellUnitLog<Outcome extends Told<unknown>>(
  system: SystemTell,
  { id: unitId, municipality, homeBeatId, registeredAt, part }: LoggedUnit,
  period: string,
  tell: (id: string) => Promise<Outcome>,
): Promise<Outcome> {
  const chain: Chain = {
    subjectId: unitId,
    category: unitLog.category,
    latest: part,
    async close(id, next) {
      const command: UnitLogCommand = { type: 'CloseUnitLog', next };
      const told = { commandId: uuidv5(id, 'close'), municipality };
      const outcome = await system(unitLog, id, command, told);
      if (!outcome.ok || outcome.state.part !== 'closed') throw notClosed(id);
      const { status, since, incidentId, beatId, enteredAt } = outcome.state;
      const standing: Standing = { status, since, incidentId, beatId, enteredAt };
      return { id, next: outcome.state.next, standing };
    },
    open(label, previous) {
      const id = partId(unitId, label);
      const standing =
        (previous?.standing as Standing | undefined) ?? firstStanding(homeBeatId, registeredAt);
      const continues = previous?.id ?? null;
      const command: UnitLogCommand = { type: 'OpenUnitLog', unitId, label, continues, ...standing };
      return system(unitLog, id, command, { commandId: uuidv5(id, 'open'), municipality });
    },
  };
  return tellPart(chain, period, tell);
}

/** Tells a command to the officer's duty of the local year `period`; `part` is the newest that the read model knows of. */
export function tellOfficerDuty<Outcome extends Told<unknown>>(
  system: SystemTell,
  officer: { readonly id: string; readonly municipality: string | null; readonly part: string | null },
  period: string,
  tell: (id: string) => Promise<Outcome>,
): Promise<Outcome> {
  const { id: officerId } = officer;
  const municipality = officer.municipality ?? undefined;
  const chain: Chain = {
    subjectId: officerId,
    category: officerDuty.category,
    latest: officer.part,
    async close(id, next) {
      const command: OfficerDutyCommand = { type: 'CloseOfficerDuty', next };
      const outcome = await system(officerDuty, id, command, {
        commandId: uuidv5(id, 'close'),
        municipality,
      });
      if (!outcome.ok || outcome.state.part !== 'closed') throw notClosed(id);
      const { municipality: last, duty, lastEndedAt, assignments } = outcome.state;
      const standing: DutyStanding = { municipality: last, duty, lastEndedAt, assignments };
      return { id, next: outcome.state.next, standing };
    },
    open(label, previous) {
      const id = partId(officerId, label);
      const first = { ...NEVER_ON_DUTY, municipality: officer.municipality };
      const standing = (previous?.standing as DutyStanding | undefined) ?? first;
      const continues = previous?.id ?? null;
      const command: OfficerDutyCommand = {
        type: 'OpenOfficerDuty',
        officerId,
        label,
        continues,
        ...standing,
      };
      return system(officerDuty, id, command, { commandId: uuidv5(id, 'open'), municipality });
    },
  };
  return tellPart(chain, period, tell);
}

/** A part that events were read from is there, so it closes: anything else is a defect. */
function notClosed(id: string): Error {
  return new TypeError(`the part ${id} did not close`);
}
