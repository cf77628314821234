import type { Database, Tuple } from './database.ts';
import { LimitExceeded } from './errors.ts';
import type { ModelLayout } from './layout.ts';
import type { RowTexts } from './row-texts.ts';

export const CHANGES_MAX = 5_000;

export interface ChangesQuery {
  /** The position after which changes are wanted; the caller has seen everything up to it. */
  readonly after: number;
  /** The last position wanted; when left out, the position up to which events have been projected. */
  readonly upTo?: number | undefined;
  /** At most CHANGES_MAX. The changes of one position are never split, so some more may come. */
  readonly limit: number;
}

/** A row's version that was opened or closed: `before` ended at `position`, `after` has held since then. */
export interface Change {
  readonly model: string;
  readonly key: string;
  readonly position: number;
  readonly before: object | undefined;
  readonly after: object | undefined;
}

export interface Changes {
  /** By position, then model, then key. */
  readonly changes: readonly Change[];
  /** The position from which to continue: everything up to it has been given. */
  readonly through: number;
  readonly more: boolean;
}

/** Derived from the versions themselves, so it misses nothing that a query would show. */
export function readChanges(
  db: Database,
  layouts: readonly ModelLayout[],
  textsOf: (layout: ModelLayout) => RowTexts,
  { after, limit }: ChangesQuery,
  upTo: number,
): Changes {
  if (limit > CHANGES_MAX) throw new LimitExceeded('changes', CHANGES_MAX);
  if (!Number.isInteger(limit) || limit < 1)
    throw new TypeError(`limit: ${limit} is not a number of changes`);
  const through = endOfPage(db, layouts, after, upTo, limit);
  const changes = layouts.flatMap((layout) => changesOf(db, layout, textsOf(layout), after, through));
  changes.sort((a, b) => a.position - b.position || compare(a.model, b.model) || compare(a.key, b.key));
  return { changes, through, more: through < upTo };
}

/** The position of the `limit`-th change after `after`, or `upTo` when there are fewer. */
function endOfPage(
  db: Database,
  layouts: readonly ModelLayout[],
  after: number,
  upTo: number,
  limit: number,
): number {
  const ends = layouts.map(({ rows }) => {
    // Two ordered walks of an index each; a replaced version is one change, though it closes one version and opens another.
    const arms = [
      `SELECT _since AS position, _key FROM ${rows.current} WHERE _since > ?1 AND _since <= ?2`,
      `SELECT _since, _key FROM ${rows.closed} WHERE _since > ?1 AND _since <= ?2`,
      `SELECT _until, _key FROM ${rows.closed} WHERE _until > ?1 AND _until <= ?2`,
    ].map((arm) => `SELECT * FROM (${arm} ORDER BY 1 LIMIT ?3)`);
    return db.all(`${arms.join(' UNION ')} ORDER BY 1 LIMIT ?3`, [after, upTo, limit]);
  });
  const positions = ends.flat().map(([position]) => position as number);
  positions.sort((a, b) => a - b);
  return positions[limit - 1] ?? upTo;
}

function changesOf(
  db: Database,
  { model, rows }: ModelLayout,
  { atHand }: RowTexts,
  after: number,
  through: number,
): Change[] {
  const found = new Map<string, { before?: object; after?: object }>();
  const at = (position: unknown, key: unknown) => {
    const id = `${position as number} ${key as string}`;
    const known = found.get(id) ?? {};
    found.set(id, known);
    return known;
  };
  const range = [after, through];
  const opened = (table: string): Tuple[] =>
    db.all(`SELECT _since, _key, _row FROM ${table} WHERE _since > ? AND _since <= ?`, range);
  for (const [position, key, row] of [...opened(rows.current), ...opened(rows.closed)]) {
    at(position, key).after = atHand.read(key as string, row as string);
  }
  const closed = `SELECT _until, _key, _row FROM ${rows.closed} WHERE _until > ? AND _until <= ?`;
  for (const [position, key, row] of db.all(closed, range)) {
    at(position, key).before = atHand.read(key as string, row as string);
  }
  return [...found].map(([id, change]) => {
    const blank = id.indexOf(' ');
    const position = Number(id.slice(0, blank));
    return {
      model: model.name,
      key: id.slice(blank + 1),
      position,
      before: change.before,
      after: change.after,
    };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
