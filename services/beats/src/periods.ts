import { type Instant, type OnStream, RevisionConflict, streamOf, uuidv5 } from '@proximidad/eventsourcing';
import type { SystemExecute } from '@proximidad/edge';
import { type DutyCarriedOver, NEVER_ON_DUTY, officerDuty } from './officer-duty/officer-duty.ts';
import { after, dayOf, periodId, within, yearOf } from './period.ts';
import { initialActivity, type UnitActivity, unitLog } from './unit-log/unit-log.ts';

/** Periods walked through before a command is given up; a fact is rarely later than the period before. */
const PERIODS_WALKED_MAX = 32;
/** Periods through which a fact about a time without one is looked for; after them the newest takes it. */
const PERIODS_SOUGHT_MAX = 16;
/** How long after a period it is asked for commands that are sent again (ADR 419). */
const SENT_AGAIN_MS = 3_600_000;

type Executed = Awaited<ReturnType<OnStream>>;

/** The periods of one officer's or unit's life, and how one is closed and the next opened (ADR 104). */
interface Chain<CarriedOver> {
  readonly subjectId: string;
  readonly category: string;
  /** The newest period that the read model knows of. */
  readonly latest: string | null;
  /** Closes the period, or finds it closed; returns what comes after it. Undefined if there is no such period. */
  close(id: string, next: string): Promise<Closed<CarriedOver> | undefined>;
  open(label: string, previous: Closed<CarriedOver> | undefined): Promise<unknown>;
}
interface Closed<CarriedOver> {
  readonly id: string;
  readonly next: string;
  readonly carriedOver: CarriedOver;
}

/**
 * Executes a command on the period that contains its time: opens it after closing the one before, carrying over what the
 * rules need; a fact that arrives after its period was closed, or whose time has none, goes to the first period that is
 * not closed. It takes effect once however often it is executed, since a closed period answers the commands it knows.
 *
 * @throws {RevisionConflict} after PERIODS_WALKED_MAX periods.
 */
async function throughPeriods<CarriedOver>(
  chain: Chain<CarriedOver>,
  labelOf: (at: Instant) => string,
  at: Instant,
  execute: OnStream,
): Promise<Executed> {
  const follow = async (label: string, next: string): Promise<string> => {
    const closed = await chain.close(periodId(chain.subjectId, label), next);
    if (!closed) throw notClosed(label);
    await chain.open(closed.next, closed);
    return closed.next;
  };
  let label = labelOf(at);
  const known = await knownBefore(chain, labelOf({ ...at, ms: at.ms - SENT_AGAIN_MS }), label, execute);
  if (known) return known;
  let isBetween = false;
  for (let walked = 0; walked < PERIODS_WALKED_MAX; walked++) {
    if (isBetween && walked === PERIODS_SOUGHT_MAX) label = chain.latest ?? label;
    const outcome = await execute(periodId(chain.subjectId, label));
    if (outcome.ok) return outcome;
    switch (outcome.rejection.rejected) {
      case 'PeriodNotOpen':
        if (chain.latest === null) await chain.open(label, undefined);
        else if (chain.latest < label) label = await follow(chain.latest, label);
        else [isBetween, label] = [true, after(label)];
        break;
      case 'PeriodClosed':
      case 'PeriodFull':
        label = await follow(label, within(label));
        break;
      default:
        return outcome;
    }
  }
  throw new RevisionConflict(streamOf(chain.category, periodId(chain.subjectId, label)), -1);
}

/** What periods that ended a short while ago answer to the command, if they know it; they take no other. */
async function knownBefore(
  chain: Chain<unknown>,
  earlier: string,
  label: string,
  execute: OnStream,
): Promise<Executed | undefined> {
  if (earlier >= label) return undefined;
  const closed = await chain.close(periodId(chain.subjectId, earlier), label);
  if (!closed) return undefined;
  const outcome = await execute(closed.id);
  if (outcome.ok || outcome.rejection.rejected !== 'PeriodClosed') return outcome;
  return knownBefore(chain, closed.next, label, execute);
}

/** What the units board knows about a unit. */
interface LoggedUnit {
  readonly id: string;
  readonly municipality: string;
  readonly homeBeatId: string | null;
  readonly registeredAt: Instant;
  readonly period: string | null;
}

/** Executes a command on the unit's log of the local day of `at`. */
export function throughDays(
  system: SystemExecute,
  { id: unitId, municipality, homeBeatId, registeredAt, period }: LoggedUnit,
  at: Instant,
  execute: OnStream,
): Promise<Executed> {
  const chain: Chain<UnitActivity> = {
    subjectId: unitId,
    category: unitLog.category,
    latest: period,
    async close(id, next) {
      const cause = { commandId: uuidv5(id, 'close'), municipality };
      const outcome = await system(unitLog, id, { type: 'CloseUnitLog', next }, cause);
      if (!outcome.ok || outcome.state.period !== 'closed') return undefined;
      const { status, since, incidentId, beatId, enteredAt } = outcome.state;
      const carriedOver = { status, since, incidentId, beatId, enteredAt };
      return { id, next: outcome.state.next, carriedOver };
    },
    open(label, previous) {
      const id = periodId(unitId, label);
      const carriedOver = previous?.carriedOver ?? initialActivity(homeBeatId, registeredAt);
      const command = { type: 'OpenUnitLog', unitId, label, continues: previous?.id ?? null } as const;
      const cause = { commandId: uuidv5(id, 'open'), municipality };
      return system(unitLog, id, { ...command, ...carriedOver }, cause);
    },
  };
  return throughPeriods(chain, dayOf, at, execute);
}

/** The days of a unit's log in which a command with that time may lie: from its own on, or the last one. */
export function daysFrom({ id, period }: Pick<LoggedUnit, 'id' | 'period'>, at: Instant): readonly string[] {
  return labelsFrom(period, dayOf({ ...at, ms: at.ms - SENT_AGAIN_MS })).map((label) => periodId(id, label));
}

/** The same for the years of an officer's duty. */
export function yearsFrom(
  { id, period }: Pick<ServingOfficer, 'id' | 'period'>,
  at: Instant,
): readonly string[] {
  return labelsFrom(period, yearOf({ ...at, ms: at.ms - SENT_AGAIN_MS })).map((label) => periodId(id, label));
}

/** The latest period, and those from the first one to it; what continues a full one is among them only as the latest. */
function labelsFrom(latest: string | null, first: string): readonly string[] {
  if (latest === null) return [];
  const labels: string[] = [latest];
  for (let label = first; label < latest && labels.length < PERIODS_WALKED_MAX; label = after(label))
    labels.push(label);
  return labels;
}

/** What is known about an officer; `period` is the newest that the read model knows of. */
interface ServingOfficer {
  readonly id: string;
  readonly municipality: string | null;
  readonly period: string | null;
}

/** Executes a command on the officer's duty of the local year of `at`. */
export function throughYears(
  system: SystemExecute,
  { id: officerId, municipality, period }: ServingOfficer,
  at: Instant,
  execute: OnStream,
): Promise<Executed> {
  const chain: Chain<DutyCarriedOver> = {
    subjectId: officerId,
    category: officerDuty.category,
    latest: period,
    async close(id, next) {
      const cause = { commandId: uuidv5(id, 'close'), municipality };
      const outcome = await system(officerDuty, id, { type: 'CloseOfficerDuty', next }, cause);
      if (!outcome.ok || outcome.state.period !== 'closed') return undefined;
      const { municipality: last, duty, lastEndedAt, lastEnded, assignments } = outcome.state;
      const carriedOver = { municipality: last, duty, lastEndedAt, lastEnded, assignments };
      return { id, next: outcome.state.next, carriedOver };
    },
    open(label, previous) {
      const id = periodId(officerId, label);
      const carriedOver = previous?.carriedOver ?? { ...NEVER_ON_DUTY, municipality };
      const command = { type: 'OpenOfficerDuty', officerId, label, continues: previous?.id ?? null } as const;
      const cause = { commandId: uuidv5(id, 'open'), municipality };
      return system(officerDuty, id, { ...command, ...carriedOver }, cause);
    },
  };
  return throughPeriods(chain, yearOf, at, execute);
}

/** A period whose events were read exists, so it can be closed: anything else is a defect. */
function notClosed(label: string): Error {
  return new TypeError(`the period ${label} did not close`);
}
