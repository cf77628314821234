import { isAfter, type Instant, streamOf } from '@proximidad/eventsourcing';
import { argumentError, type Context, type Dependencies } from '@proximidad/edge';
import { say } from '@proximidad/refusals';
import { periodId, within, yearOf } from '../period.ts';
import { duties, type DutyRow, flagOf, type StartedDuty } from './duties.ts';
import { isMistake, officerDuty } from './officer-duty.ts';
import type { OfficerDutyEvent } from './officer-duty-events.ts';

/** How many years a query covers at most, and how many streams of each year. */
const YEARS_MAX = 2;
const STREAMS_MAX = 12;

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Whether an officer was on duty then, by the record: what is told late may lie in a duty before the last one. */
export async function wasOnDuty(
  deps: Pick<Dependencies, 'log' | 'readModels'>,
  { cut, found }: Pick<Context, 'cut' | 'found'>,
  officerId: string,
  at: Instant,
): Promise<boolean> {
  const lastDuty = () => deps.readModels.table(duties).get(officerId);
  // An officer who went on duty a moment ago is on duty.
  const inLast = await found(() => {
    const { startedAt = null, endedAt = null } = lastDuty() ?? {};
    return (startedAt && startedAt.ms <= at.ms && (endedAt === null || at.ms < endedAt.ms)) || undefined;
  });
  const last = lastDuty();
  if (inLast || !last) return inLast ?? false;
  const span = { from: at, to: { ...at, ms: at.ms + 1 } };
  return (await dutiesServed(deps, cut, last, span)).length > 0;
}

/** The duties of the officer of a row that lie wholly or partly in a span, earliest first: read from the officer's own streams. */
export async function dutiesServed(
  { log }: Pick<Dependencies, 'log'>,
  cut: Context['cut'],
  row: DutyRow,
  { from, to }: Span,
): Promise<StartedDuty[]> {
  const [first, last] = [Number(yearOf(from)) - 1, Number(yearOf(to))];
  if (last - first > YEARS_MAX) {
    const message = say('is more than {years} years after `from`', { years: YEARS_MAX });
    throw argumentError({ path: 'to', code: 'SPAN_TOO_LONG', message });
  }
  let served: readonly StartedDuty[] = [];
  // The end of a duty, and what was told once a later year had begun, may lie in that one. Duties are told in their order.
  const newest = Math.max(last + 1, Number(row.period.slice(0, 4)));
  const isPast = () => served.some(({ startedAt }) => startedAt.ms >= to.ms);
  for (let year = first; year <= newest && !isPast(); year++) {
    let label = String(year);
    for (let part = 0; part < STREAMS_MAX; part++) {
      const { events } = await log.read(streamOf(officerDuty.category, periodId(row.officerId, label)));
      if (events.length === 0) break;
      const ofPeriod = { ...row, period: label };
      served = events
        .filter(({ position }) => cut.at === undefined || !isAfter(position, cut.at))
        .reduce(
          (before, { type, data }) =>
            told(before, ofPeriod, { type, ...(data as object) } as OfficerDutyEvent),
          served,
        );
      label = within(label);
    }
  }
  return served.filter(
    ({ startedAt, endedAt }) => startedAt.ms < to.ms && (endedAt === null || endedAt.ms > from.ms),
  );
}

function told(before: readonly StartedDuty[], row: DutyRow, event: OfficerDutyEvent): readonly StartedDuty[] {
  const ofLast = (change: Partial<StartedDuty>) =>
    before.map((duty, index) => (index === before.length - 1 ? { ...duty, ...change } : duty));
  switch (event.type) {
    case 'OfficerDutyStarted': {
      const { municipality, unitId, method, startedAt } = event;
      const open = { onDuty: true, overran: false, endedAt: null, endReason: null, flag: null };
      return [...before, { ...row, municipality, unitId, method, startedAt, ...open }];
    }
    case 'OfficerDutyOverran':
      return ofLast({ overran: true });
    case 'OfficerDutyFlagged':
      return ofLast({ flag: flagOf(event) });
    case 'OfficerDutyFlagCleared': {
      const flag = before.at(-1)?.flag;
      return flag ? ofLast({ flag: { ...flag, clearedAt: event.clearedAt } }) : before;
    }
    case 'OfficerDutyEnded':
      if (isMistake(event.reason)) return before.slice(0, -1);
      return ofLast({ onDuty: false, endedAt: event.endedAt, endReason: event.reason });
    case 'OfficerDutyResumed':
      return ofLast({ onDuty: true, endedAt: null, endReason: null });
    case 'OfficerDutyOpened':
    case 'OfficerAssigned':
    case 'EligibilityOverridden':
    case 'OfficerAssignmentWithdrawn':
    case 'OfficerDutyClosed':
      return before;
  }
}
