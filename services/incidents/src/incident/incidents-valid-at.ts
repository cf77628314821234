import type { Instant } from '@proximidad/eventsourcing';
import type { Page } from '@proximidad/readmodel';
import {
  connectionOfPage,
  type Context,
  type PageArgs,
  pageSizeOf,
  type ScopedTable,
  ServiceError,
  SKEW_MAX_MS,
} from '@proximidad/edge';
import { say } from '@proximidad/refusals';
import type { IncidentRow } from './incident-board.ts';
import { incidentValidAt } from './incident-valid-at.ts';

/** Rows looked at for one page: when few of them match, the page is shorter and its cursor continues from there. */
const LOOKED_AT_MAX = 5_000;
const CHUNK = 500;

type Table = ScopedTable<IncidentRow>;
interface Bounds {
  readonly gte?: number | undefined;
  readonly lt?: number | undefined;
}

/** The moment asked about, by the times of the facts, Unix milliseconds. @throws {ServiceError} for the future. */
export function validAtOf(at: Instant | null | undefined, { cut }: Context): number | undefined {
  if (!at) return undefined;
  const { ms } = at;
  if (ms <= cut.clock + SKEW_MAX_MS) return ms;
  const bound = new Date(cut.clock).toISOString();
  throw new ServiceError(
    'BAD_USER_INPUT',
    say('validAt comes after the moment of this answer, {bound}.', { bound }),
    {
      bound,
    },
  );
}

/**
 * Incidents as they were at a moment of their own time, newest first. Where and when an incident happened, as known
 * at the cut, is the same at every moment, so the table is read by those columns; its state at that moment is derived
 * row by row.
 */
export function incidentsValidAt(
  table: Table,
  place: object,
  occurred: Bounds,
  validAt: number,
  fits: (row: IncidentRow) => boolean,
  page: PageArgs,
) {
  const first = pageSizeOf(page);
  const where = {
    ...place,
    occurredAt: { gte: occurred.gte, lt: Math.min(occurred.lt ?? Infinity, validAt + 1) },
  };
  const orderBy = [{ column: 'occurredAt', desc: true }] as const;
  const rows: Page<IncidentRow>['rows'][number][] = [];
  let after = page.after ?? undefined;
  let more = true;
  for (let looked = 0; more && rows.length < first && looked < LOOKED_AT_MAX;) {
    const chunk = table.list({ where, orderBy, first: CHUNK, after });
    more = chunk.hasNextPage;
    looked += chunk.rows.length;
    for (const [index, { key, row, cursor }] of chunk.rows.entries()) {
      if (rows.length === first) break;
      const past = incidentValidAt(row, validAt);
      after = cursor;
      if (past && fits(past)) rows.push({ key, row: past, cursor });
      if (rows.length === first) more ||= index < chunk.rows.length - 1;
    }
  }
  const found = { rows, hasNextPage: more, endCursor: after };
  return connectionOfPage(found, page, (max) => table.count({ where, max }));
}
