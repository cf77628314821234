import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { openSpareFile } from '@proximidad/readmodel';

/** The last heartbeat of each entity: telemetry, not record. If the file is lost, it is complete again a minute later. */
export interface Heartbeats {
  /** `at` in Unix milliseconds by the clock here, which may have been set back since the last one. */
  heard(entity: string, at: number): void;
  last(): ReadonlyMap<string, number>;
  close(): void;
}

/** @param file path of `telemetry.db`, or `:memory:`. */
export function openHeartbeats(file: string): Heartbeats {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = openSpareFile(file, (db) =>
    db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS heartbeat (entity TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `),
  );
  const upsert = database.prepare(
    'INSERT INTO heartbeat VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
  );
  const rows = database.prepare('SELECT entity, at FROM heartbeat').all() as { entity: string; at: number }[];
  const last = new Map(rows.map(({ entity, at }) => [entity, at]));
  return {
    heard(entity, at) {
      upsert.run(entity, at);
      last.set(entity, at);
    },
    last: () => last,
    close: () => database.close(),
  };
}
