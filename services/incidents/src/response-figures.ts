import { type Instant, instantAt } from '@proximidad/eventsourcing';
import { zoneOf } from '@proximidad/catalogues';
import { type Context, limitExceeded, ServiceError } from '@proximidad/edge';
import { CELL_MIN, disclosedCells, ownsCounts } from '@proximidad/policy';
import { answersPrefix, hourOf } from './call/call-class.ts';
import { calls } from './call/calls.ts';
import { callLoad } from './call/load.ts';
import { incidentBoard } from './incident/incident-board.ts';
import { cellName, COUNTED, INCIDENT_LEGS, legsPrefix, type ResponseLeg } from './incident/leg-figures.ts';
import { ranksOf, type Times } from './times.ts';

const HOUR_MS = 3_600_000;
/** A week: longer spans are asked for one after the other. */
const HOURS_MAX = 168;
const PRIORITIES = ['ALTA', 'MEDIA', 'BAJA'] as const;
const SHARES = [0.5, 0.9, 0.95] as const;
/** Deadlines that a supervisor looks at. */
const BREACHES_MAX = 10;
const MINUTE_MS = 60_000;
/** Of what is open: since how many minutes, from and below. */
const AGES = [
  { fromMinutes: 0, toMinutes: 10 },
  { fromMinutes: 10, toMinutes: 60 },
  { fromMinutes: 60, toMinutes: 240 },
  { fromMinutes: 240, toMinutes: 1_440 },
  { fromMinutes: 1_440, toMinutes: null },
] as const;

interface Asked {
  readonly entity?: string | null | undefined;
  readonly municipality?: string | null | undefined;
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * How long each leg of the way from a call to its end took, from running totals of each hour: it costs what the hours hold,
 * not what the record does.
 */
export function responseFigures(asked: Asked, context: Context) {
  const { entity, municipality, from, to } = asked;
  const place = municipality ?? entity ?? context.subject.municipality ?? context.subject.entity;
  if (!place) throw new ServiceError('BAD_USER_INPUT', 'An entity or a municipality is needed.');
  const hours = hoursBetween(from.ms, to.ms);
  const isOwn = ownsCounts(context.subject, 'incident', place);
  const counted = summed(hours, (hour) =>
    totalsOf(context, incidentBoard, 'incident', legsPrefix(place, hour)),
  );
  const answers = summed(hours, (hour) => totalsOf(context, calls, 'call', answersPrefix(place, hour)));
  const load = callLoad({ ...asked, entity: place.slice(0, 2) }, context);
  const received = load.reduce((sum, one) => sum + (one.received ?? 0), 0);
  return {
    from: instantAt(hours[0]!, zoneOf(place)),
    to: instantAt(hours.at(-1)! + HOUR_MS, zoneOf(place)),
    answer: told('ANSWER', timesUnder(answers, ''), received, isOwn),
    cells: cellsOf(counted, isOwn),
    ...proposals(counted, isOwn),
    calls: load,
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

/** By priority, in town and in the country: those that nothing was reported of are left out. */
function cellsOf(totals: Totals, isOwn: boolean) {
  return PRIORITIES.flatMap((priority) =>
    [false, true].flatMap((rural) => {
      const name = cellName(priority, rural);
      const incidents = totals.get(`${name}:${COUNTED.incidents}`) ?? 0;
      if (incidents === 0) return [];
      const legs = INCIDENT_LEGS.map((leg) =>
        told(leg, timesUnder(totals, `${name}:${leg}:`), incidents, isOwn),
      );
      return [{ priority, rural, incidents: shown(incidents, isOwn), legs }];
    }),
  );
}

/** Of others than the own nothing that fewer than five were measured for, nor what leaves fewer than five of all. */
export function told(leg: ResponseLeg, times: Times, of: number, isOwn: boolean) {
  const counted = [...times.values()].reduce((sum, count) => sum + count, 0);
  const isTold = isOwn || counted >= CELL_MIN;
  const measured = isOwn ? counted : disclosedCells([counted], of)[0]!;
  const [p50, p90, p95] = isTold ? ranksOf(times, SHARES) : [null, null, null];
  return {
    ...{ leg, measured },
    knownShare: measured !== null && of > 0 ? Math.min(1, measured / of) : null,
    ...{ p50Seconds: p50 ?? null, p90Seconds: p90 ?? null, p95Seconds: p95 ?? null },
  };
}

function shown(count: number, isOwn: boolean): number | null {
  return isOwn ? count : disclosedCells([count])[0]!;
}

/** Whether people sent whom the proposal put first: what a bias would show in. */
function proposals(totals: Totals, isOwn: boolean) {
  const sum = (what: string) =>
    [...totals].reduce((all, [name, count]) => (name.endsWith(`:${what}`) ? all + count : all), 0);
  const [sent, top] = [sum(COUNTED.sent), sum(COUNTED.top)];
  const isTold = isOwn || Math.min(top, sent - top) >= CELL_MIN;
  return {
    dispatches: shown(sent, isOwn),
    proposalAcceptance: isTold && sent > 0 ? top / sent : null,
  };
}

function openByAge(context: Context, place: string, isOwn: boolean) {
  const table = context.counting(incidentBoard, 'incident');
  const { clock } = context.cut;
  const entity = place.slice(0, 2);
  const within = place === entity ? { entity } : { entity, municipality: place };
  const counts = AGES.map(({ fromMinutes, toMinutes }) => {
    const gte = toMinutes === null ? undefined : clock - toMinutes * MINUTE_MS + 1;
    const reportedAt = { gte, lt: clock - fromMinutes * MINUTE_MS + 1 };
    return table.count({ where: { ...within, open: true, reportedAt } });
  });
  const cells = isOwn ? counts : disclosedCells(counts);
  return AGES.map((age, index) => ({ ...age, incidents: cells[index]! }));
}

/** What passed and nobody acknowledged, then what comes due next: of the incidents that the caller sees. */
function nextBreaches(context: Context, place: string) {
  const within = place.length > 2 ? { municipality: place } : { entity: place };
  const page = context.table(incidentBoard, 'incident').list({
    where: { ...within, nextDueAt: { isNull: false } },
    orderBy: [{ column: 'nextDueAt' }],
    first: BREACHES_MAX,
  });
  return page.rows.map(({ row }) => row);
}

function hoursBetween(from: number, to: number): number[] {
  if (to <= from)
    throw new ServiceError('BAD_USER_INPUT', 'The span ends before it begins: `to` after `from`.');
  const count = Math.ceil((to - hourOf(from)) / HOUR_MS);
  if (count > HOURS_MAX) throw limitExceeded('hours', HOURS_MAX, { cost: count });
  return Array.from({ length: count }, (_, n) => hourOf(from) + n * HOUR_MS);
}
