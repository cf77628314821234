import { entities, SANDBOX_ENTITY } from '@proximidad/catalogues';
import type { Instant } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/service';
import { incidentBoard, type IncidentRow } from '../domain/incident-board.ts';
import { incidentsSeen } from './views.ts';

const WINDOW_MS = 24 * 3_600_000;
const PRIORITIES = ['ALTA', 'MEDIA', 'BAJA'] as const;
/** What figures count: duplicates and drills stand apart. */
export const TALLIED = { in: ['RECORDED', 'ATTENDED'] } as const;

/**
 * One row for each entity with facts. Totals are kept; what depends on the clock is read through an index: the 24 hours
 * that end at the cut's clock, over the incidents reported in them (history at its own time).
 */
export function incidentFigures(_: unknown, __: unknown, context: Context) {
  const places = context.subject.municipality
    ? [context.subject.municipality]
    : [...entities.map(({ code }) => code), SANDBOX_ENTITY];
  const names = ['recorded', 'duplicates', ...PRIORITIES.map((priority) => `open:${priority}`)];
  const keys = places.flatMap((place) => names.map((name) => `${place}:${name}`));
  const figures = context.figures(incidentBoard, 'incident', { keys });
  const figure = (place: string, name: string) => figures.get(`${place}:${name}`) ?? 0;
  return places
    .filter((place) => figure(place, 'recorded') + figure(place, 'duplicates') > 0)
    .map((place) => ({
      entity: place.slice(0, 2),
      recorded: figure(place, 'recorded'),
      duplicates: figure(place, 'duplicates'),
      open: PRIORITIES.map((priority) => ({ priority, count: figure(place, `open:${priority}`) })),
      ...windowed(context, place),
    }));
}

function windowed(context: Context, place: string) {
  const table = incidentsSeen(context);
  const entity = place.slice(0, 2);
  const within = place === entity ? { entity } : { entity, municipality: place };
  const { clock } = context.cut;
  const window = { gte: clock - WINDOW_MS + 1, lt: clock + 1 };
  const attended = { ...within, reportedAt: window, tally: 'ATTENDED' } as const;
  const responses = table.percentiles({ where: attended, column: 'responseSeconds', ranks: [0.5, 0.9] });
  const dispatchedOrClosed = table.count({ where: attended });
  return {
    reported24h: table.count({ where: { ...within, reportedAt: window, tally: TALLIED } }),
    closed24h: table.count({ where: { ...within, closedAt: window, tally: 'ATTENDED' } }),
    responseP50Seconds: responses.values[0],
    responseP90Seconds: responses.values[1],
    arrivalKnownShare: dispatchedOrClosed === 0 ? null : responses.sampleSize / dispatchedOrClosed,
    lastEventAt: latest(context, within),
  };
}

function latest(context: Context, within: object): Instant | null {
  const newest = (column: 'reportedAt' | 'closedAt'): Instant | null => {
    const where = { ...within, [column]: { isNull: false } };
    const page = incidentsSeen(context).list({ where, orderBy: [{ column, desc: true }], first: 1 });
    return page.rows[0]?.row[column] ?? null;
  };
  return [newest('reportedAt'), newest('closedAt')].reduce(later, null);
}

function later(a: IncidentRow['closedAt'], b: IncidentRow['closedAt']) {
  return a === null || (b !== null && b.ms > a.ms) ? b : a;
}
