import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Database } from './database.ts';
import type { Checkpoint } from './file.ts';
import type { ModelLayout, VersionedLayout } from './layout.ts';
import { horizonOf } from './retention.ts';
import type { RowTexts } from './row-texts.ts';

export interface Dump {
  /** Over all lines, each ended by a line feed. */
  readonly sha256: string;
  readonly lines: number;
  /** The position as of which the tables are described. */
  readonly at: number;
}

/**
 * The tables as canonical lines (JCS), model by model, by key and since: the same for the same events and projection
 * versions, however the file came about. As of an earlier position it equals the dump made when that was the head.
 */
export function dumpOf(
  db: Database,
  layouts: readonly ModelLayout[],
  textsOf: (layout: ModelLayout) => RowTexts,
  checkpoint: Checkpoint,
  at: number,
  onLine: (line: string) => void,
): Dump {
  const hash = createHash('sha256');
  let lines = 0;
  const write = (value: object) => {
    const line = canonicalize(value)!;
    hash.update(line).update('\n');
    lines++;
    onLine(line);
  };
  for (const layout of layouts.toSorted((a, b) => (a.model.name < b.model.name ? -1 : 1))) {
    const { name, version } = layout.model;
    const horizon = horizonOf(db, layout, checkpoint);
    const { unpack } = textsOf(layout);
    write({ model: name, version });
    for (const [key, since, until, row] of versions(db, layout.rows, '_row', at, horizon)) {
      write({ model: name, key, since, until, row: unpack(row as string) });
    }
    if (!layout.figures) continue;
    for (const [figure, since, until, value] of versions(
      db,
      totalVersions(layout.figures),
      'value',
      at,
      horizon,
    )) {
      write({ model: name, figure, since, until, value });
    }
  }
  return { sha256: hash.digest('hex'), lines, at };
}

/** A version of a total gives its key by number. */
function totalVersions({ current, closed }: VersionedLayout): VersionedLayout {
  const keyed = `(SELECT now._key, was._since, was._until, was.value
    FROM ${closed} AS was JOIN ${current} AS now USING (_id))`;
  return { current, closed: keyed };
}

/** Every version opened by `at` and not yet due to be dropped; one that was closed only later still held then. */
function versions(
  db: Database,
  { current, closed }: VersionedLayout,
  column: string,
  at: number,
  horizon: number,
) {
  return db.iterate(
    `SELECT _key, _since, NULL, ${column} FROM ${current} WHERE _since <= ?
     UNION ALL
     SELECT _key, _since, iif(_until <= ?, _until, NULL), ${column} FROM ${closed} WHERE _since <= ? AND _until > ?
     ORDER BY 1, 2`,
    [at, at, at, horizon],
  );
}
