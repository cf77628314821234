import { entities, SANDBOX_ENTITY } from '@proximidad/catalogues';
import type { Instant } from '@proximidad/eventsourcing';
import { CELL_MIN, ownsCounts, disclosedCells, disclosedShare } from '@proximidad/policy';
import { nearestRanks } from '@proximidad/readmodel';
import { type Context, rowsWithin } from '@proximidad/edge';
import { incidentBoard } from './incident/incident-board.ts';

const WINDOW_MS = 24 * 3_600_000;
const PRIORITIES = ['ALTA', 'MEDIA', 'BAJA'] as const;
/** What figures count: not duplicates or drills. */
export const TALLIED = { in: ['RECORDED', 'ATTENDED'] } as const;

/**
 * One row for each entity with facts. Totals are kept; what depends on the clock is read through an index: the 24
 * hours up to the cut's clock, over the incidents reported in them (historical ones by the time they happened).
 */
export function incidentFigures(context: Context) {
  const places = context.subject.municipality
    ? [context.subject.municipality]
    : [...entities.map(({ code }) => code), SANDBOX_ENTITY];
  const names = ['recorded', 'duplicates', ...PRIORITIES.map((priority) => `open:${priority}`)];
  const keys = places.flatMap((place) => names.map((name) => `${place}:${name}`));
  const figures = context.figures(incidentBoard, 'incident', { keys });
  const figure = (place: string, name: string) => figures.get(`${place}:${name}`) ?? 0;
  return places
    .filter((place) => figure(place, 'recorded') + figure(place, 'duplicates') > 0)
    .map((place) => {
      const row = {
        entity: place.slice(0, 2),
        recorded: figure(place, 'recorded'),
        duplicates: figure(place, 'duplicates'),
        open: PRIORITIES.map((priority) => ({ priority, count: figure(place, `open:${priority}`) })),
        ...windowed(context, place),
      };
      const { attended, arrivals, ...shown } = row;
      return ownsCounts(context.subject, 'incident', place) ? shown : outside(shown, attended, arrivals);
    });
}

type Row = Omit<ReturnType<typeof windowed>, 'attended' | 'arrivals'> & {
  readonly entity: string;
  readonly recorded: number;
  readonly duplicates: number;
  readonly open: readonly { readonly priority: (typeof PRIORITIES)[number]; readonly count: number }[];
};

/** As anyone but the owner sees it: multiples of five, no cell below five, and no measures over fewer than five. */
function outside(row: Row, attended: number, arrivals: number) {
  const counts = row.open.map(({ count }) => count);
  const [recorded, duplicates] = disclosedCells([row.recorded, row.duplicates]);
  const [reported24h, closed24h] = disclosedCells([row.reported24h, row.closed24h]);
  const open = disclosedCells(counts, row.recorded).map((count, index) => ({ ...row.open[index]!, count }));
  const unmeasured = { responseP50Seconds: null, responseP90Seconds: null };
  const arrivalKnownShare = disclosedShare(arrivals, attended).share;
  const disclosed = { recorded, duplicates, reported24h, closed24h, arrivalKnownShare };
  return { ...row, ...disclosed, open, ...(arrivals < CELL_MIN && unmeasured) };
}

function windowed(context: Context, place: string) {
  const table = context.counting(incidentBoard, 'incident');
  const within = rowsWithin(place);
  const { clock } = context.cut;
  const window = { gte: clock - WINDOW_MS + 1, lt: clock + 1 };
  const reports = table.sample({
    where: { ...within, reportedAt: window },
    columns: ['reportedAt', 'tally', 'responseSeconds'],
  });
  const closings = table.sample({ where: { ...within, closedAt: window }, columns: ['closedAt', 'tally'] });
  const reported = reports.filter(([, , tally]) => tally !== 'APART');
  const attended = reported.filter(([, , tally]) => tally === 'ATTENDED');
  const responses = attended.flatMap(([, , , seconds]) => seconds ?? []);
  const [p50, p90] = nearestRanks(responses, [0.5, 0.9]);
  return {
    reported24h: reported.length,
    closed24h: closings.filter(([, , tally]) => tally === 'ATTENDED').length,
    responseP50Seconds: p50,
    responseP90Seconds: p90,
    ...{ attended: attended.length, arrivals: responses.length },
    arrivalKnownShare: attended.length === 0 ? null : responses.length / attended.length,
    lastEventAt: later(
      newest(context, within, 'reportedAt', reports),
      newest(context, within, 'closedAt', closings),
    ),
  };
}

/** The newest of the 24 hours, if there are any; or else of all. */
function newest(
  context: Context,
  within: object,
  column: 'reportedAt' | 'closedAt',
  recent: readonly (readonly [key: string, at: number | null, ...unknown[]])[],
): Instant | null {
  const table = context.counting(incidentBoard, 'incident');
  const last = recent.reduce<(typeof recent)[number] | undefined>(
    (best, one) => (best && best[1]! >= one[1]! ? best : one),
    undefined,
  );
  if (last) return table.get(last[0])?.[column] ?? null;
  const where = { ...within, [column]: { lt: context.cut.clock + 1 } };
  const page = table.list({ where, orderBy: [{ column, desc: true }], first: 1 });
  return page.rows[0]?.row[column] ?? null;
}

function later(a: Instant | null, b: Instant | null) {
  return a === null || (b !== null && b.ms > a.ms) ? b : a;
}
