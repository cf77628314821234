import { parseDateTime } from '@proximidad/eventsourcing';
import type { Page } from '@proximidad/readmodel';
import { type Context, type ScopedTable, ServiceError } from '@proximidad/service';
import type { IncidentRow } from '../domain/incident-board.ts';
import { incidentThen } from '../domain/incident-then.ts';
import { connectionOf, type Maybe, type Paged, pageSize } from './edge.ts';

/** Rows looked at for one page: when few of them fit, the page is shorter and its cursor goes on. */
const LOOKED_AT_MAX = 5_000;
const CHUNK = 500;
const CLOCK_SKEW_MAX_MS = 5_000;

type Table = ScopedTable<IncidentRow>;
interface Bounds {
  readonly gte?: number | undefined;
  readonly lt?: number | undefined;
}

/** The moment of the facts that is asked about, Unix milliseconds. @throws {ServiceError} for the future. */
export function validAtOf(text: Maybe<string>, { cut }: Context): number | undefined {
  if (text === null || text === undefined) return undefined;
  const { ms } = parseDateTime(text);
  if (ms <= cut.clock + CLOCK_SKEW_MAX_MS) return ms;
  const bound = new Date(cut.clock).toISOString();
  throw new ServiceError('BAD_USER_INPUT', `validAt comes after the moment of this answer, ${bound}.`, {
    bound,
  });
}

/**
 * Incidents as they were at a moment of their own time, the newest first. Where and when an incident happened, as the cut
 * knows it, is the same at every moment, so the table is read by those; how it stood then is worked out row by row.
 */
export function incidentsThen(
  table: Table,
  place: object,
  occurred: Bounds,
  validAt: number,
  fits: (row: IncidentRow) => boolean,
  page: Paged,
) {
  const first = pageSize(page);
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
      const then = incidentThen(row, validAt);
      after = cursor;
      if (then && fits(then)) rows.push({ key, row: then, cursor });
      if (rows.length === first) more ||= index < chunk.rows.length - 1;
    }
  }
  const connection = connectionOf({ rows, hasNextPage: more }, page, (max) => table.count({ where, max }));
  return { ...connection, pageInfo: { ...connection.pageInfo, endCursor: after ?? null } };
}
