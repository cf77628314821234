import { instantAt } from '@proximidad/eventsourcing';
import { zoneOf } from '@proximidad/catalogues';
import { type Context, rowsWithin } from '@proximidad/edge';
import { CELL_MIN, disclosedCells, disclosedShare } from '@proximidad/policy';
import { answersPrefix } from './call/call-class.ts';
import { calls } from './call/calls.ts';
import { callLoad, callsCounted } from './call/load.ts';
import { TALLIED } from './figures.ts';
import { incidentBoard } from './incident/incident-board.ts';
import {
  cellName,
  COUNTED,
  INCIDENT_LEGS,
  legName,
  legsPrefix,
  type ResponseLeg,
} from './incident/leg-figures.ts';
import type { Span } from './span.ts';
import { ranksOf, type Times } from './times.ts';

const HOUR_MS = 3_600_000;
const PRIORITIES = ['ALTA', 'MEDIA', 'BAJA'] as const;
const SHARES = [0.5, 0.9, 0.95] as const;
/** Deadlines that concern a supervisor. */
const BREACHES_MAX = 10;
const MINUTE_MS = 60_000;
/** Age bands of open incidents, in minutes: from and below. */
const AGES = [
  { fromMinutes: 0, toMinutes: 10 },
  { fromMinutes: 10, toMinutes: 60 },
  { fromMinutes: 60, toMinutes: 240 },
  { fromMinutes: 240, toMinutes: 1_440 },
  { fromMinutes: 1_440, toMinutes: null },
] as const;

/**
 * How long each leg from a call to its end took, from running totals of each hour: the cost depends on the size of
 * the hours, not on that of the record.
 */
export function responseFigures(span: Span, context: Context) {
  const { place, hours, isOwn } = span;
  const counted = summed(hours, (hour) =>
    totalsOf(context, incidentBoard, 'incident', legsPrefix(place, hour)).map(
      ([key, count]): [string, number] => [legName(key, place), count],
    ),
  );
  const answers = summed(hours, (hour) => totalsOf(context, calls, 'call', answersPrefix(place, hour)));
  const received = callsCounted(span, context).reduce((sum, one) => sum + one.calls, 0);
  return {
    from: instantAt(hours[0]!, zoneOf(place)),
    to: instantAt(hours.at(-1)! + HOUR_MS, zoneOf(place)),
    answer: told('ANSWER', timesUnder(answers, ''), received, isOwn),
    cells: cellsOf(counted, isOwn),
    ...proposals(counted, isOwn),
    calls: callLoad(span, context),
    openByAge: openByAge(context, place, isOwn),
    nextBreaches: nextBreaches(context, place),
  };
}

type Totals = ReadonlyMap<string, number>;

function totalsOf(
  context: Context,
  model: typeof incidentBoard | typeof calls,
  kind: 'incident' | 'call',
  prefix: string,
): [string, number][] {
  const figures = context.figures(model, kind, { prefix });
  return [...figures].map(([key, count]) => [key.slice(prefix.length), count]);
}

function summed(hours: readonly number[], of: (hour: number) => [string, number][]): Totals {
  const totals = new Map<string, number>();
  for (const hour of hours) {
    for (const [name, count] of of(hour)) totals.set(name, (totals.get(name) ?? 0) + count);
  }
  return totals;
}

function timesUnder(totals: Totals, prefix: string): Times {
  const times = [...totals].filter(([name]) => name.startsWith(prefix));
  return new Map(times.map(([name, count]) => [Number(name.slice(prefix.length)), count]));
}

/** By priority, urban and rural; those without reports are left out. */
function cellsOf(totals: Totals, isOwn: boolean) {
  const cells = PRIORITIES.flatMap((priority) =>
    [false, true].flatMap((rural) => {
      const name = cellName(priority, rural);
      const incidents = totals.get(`${name}:${COUNTED.incidents}`) ?? 0;
      return incidents === 0 ? [] : [{ priority, rural, name, incidents }];
    }),
  );
  const counts = cells.map(({ incidents }) => incidents);
  // The number of the day is also disclosed by `incidentFigures` as of its end.
  const whole = counts.reduce((sum, count) => sum + count, 0);
  const disclosed = isOwn ? counts : disclosedCells(counts, whole);
  return cells.map(({ priority, rural, name, incidents }, index) => ({
    ...{ priority, rural, incidents: disclosed[index]! },
    legs: INCIDENT_LEGS.map((leg) => told(leg, timesUnder(totals, `${name}:${leg}:`), incidents, isOwn)),
  }));
}

/** For other places, nothing measured over fewer than five, nor anything that leaves fewer than five of all. */
export function told(leg: ResponseLeg, times: Times, of: number, isOwn: boolean) {
  const counted = [...times.values()].reduce((sum, count) => sum + count, 0);
  const isTold = isOwn || counted >= CELL_MIN;
  const own = { part: counted, share: of > 0 ? Math.min(1, counted / of) : null };
  const { part: measured, share: knownShare } = isOwn ? own : disclosedShare(counted, of);
  const [p50, p90, p95] = isTold ? ranksOf(times, SHARES) : [null, null, null];
  return {
    ...{ leg, measured, knownShare },
    ...{ p50Seconds: p50 ?? null, p90Seconds: p90 ?? null, p95Seconds: p95 ?? null },
  };
}

/** Whether people sent the unit that the proposal put first, where a bias would show. */
function proposals(totals: Totals, isOwn: boolean) {
  const sum = (what: string) =>
    [...totals].reduce((all, [name, count]) => (name.endsWith(`:${what}`) ? all + count : all), 0);
  const [sent, proposed, top] = [sum(COUNTED.sent), sum(COUNTED.proposed), sum(COUNTED.top)];
  if (isOwn) {
    const proposalAcceptance = proposed > 0 ? top / proposed : null;
    return { dispatches: sent, dispatchesProposed: proposed, proposalAcceptance };
  }
  // The number passed over discloses as much as the number taken.
  const isTold = Math.min(top, proposed - top) >= CELL_MIN;
  return {
    dispatches: disclosedCells([sent])[0]!,
    dispatchesProposed: disclosedCells([proposed], sent)[0]!,
    proposalAcceptance: isTold ? disclosedShare(top, proposed).share : null,
  };
}

function openByAge(context: Context, place: string, isOwn: boolean) {
  const table = context.counting(incidentBoard, 'incident');
  const { clock } = context.cut;
  const within = rowsWithin(place);
  const counts = AGES.map(({ fromMinutes, toMinutes }) => {
    const gte = toMinutes === null ? undefined : clock - toMinutes * MINUTE_MS + 1;
    const reportedAt = { gte, lt: clock - fromMinutes * MINUTE_MS + 1 };
    return table.count({ where: { ...within, open: true, tally: TALLIED, reportedAt } });
  });
  // The number of open incidents is also disclosed, by priority, by `incidentFigures`.
  const whole = counts.reduce((sum, count) => sum + count, 0);
  const cells = isOwn ? counts : disclosedCells(counts, whole);
  return AGES.map((age, index) => ({ ...age, incidents: cells[index]! }));
}

/** Deadlines that passed unacknowledged, then those that come due next, of the incidents that the caller sees. */
function nextBreaches(context: Context, place: string) {
  const within = rowsWithin(place);
  const page = context.table(incidentBoard, 'incident').list({
    where: { ...within, nextDueAt: { isNull: false } },
    orderBy: [{ column: 'nextDueAt' }],
    first: BREACHES_MAX,
  });
  return page.rows.map(({ row }) => row);
}
