import { join } from 'node:path';
import type { Instant } from '@proximidad/eventsourcing';
import type { Point } from '@proximidad/geography';
import { isDiskFull, openSpareFile } from '@proximidad/readmodel';
import { type Dwell, type Moved, sight } from './dwell.ts';

/** GPS is telemetry, not record: after this time a position is no longer shown to anyone (ADR 120). */
export const TELEMETRY_MAX_MS = 30 * 60_000;
/** How long after its time a position leaves the disk at the latest, whether or not new ones come. */
const PRUNE_INTERVAL_MS = 60_000;
/** Pages of 4 KiB: enough for some ten million units. */
const PAGES_MAX = 262_144;

export interface LastPoint {
  readonly point: Point;
  readonly accuracyMetres: number;
  readonly at: Instant;
}

export interface Sample extends LastPoint {
  readonly unitId: string;
  /** Beats that contain the point, best first. */
  readonly beatIds: readonly string[];
}

/** Where each unit was last, and which beat it is assumed to be in. Kept apart from the record, with no history. */
export interface Telemetry {
  /** Undefined when there is none from the last TELEMETRY_MAX_MS. */
  last(unitId: string, now: number): LastPoint | undefined;
  /** Where every unit was in the last TELEMETRY_MAX_MS, and the beat it is assumed to be in. */
  all(now: number): readonly Located[];
  /**
   * What further positions of one unit mean, in order of time; `recordedIn` is the beat it is in by the record.
   * Nothing is kept until `keep`: a move is recorded first, so that none is lost if the process ends in between.
   */
  sight(samples: readonly Sample[], recordedIn: string | null): Sighted;
  keep(sighted: readonly Sighted[]): void;
  close(): void;
}

/** A unit's last point, and the beat it is in by its positions. */
export interface Located extends LastPoint {
  readonly unitId: string;
  readonly beatId: string | null;
}

export interface Sighted {
  readonly moves: readonly Moved[];
  /** Undefined when no sample was newer than what is kept. */
  readonly kept: { readonly last: Sample; readonly dwell: Dwell } | undefined;
  readonly accepted: number;
}

interface Row {
  readonly unit_id: string;
  readonly lat: number;
  readonly lon: number;
  readonly accuracy: number;
  readonly at_ms: number;
  readonly offset_min: number;
  readonly dwell: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS unit_position (
    unit_id TEXT PRIMARY KEY, lat REAL NOT NULL, lon REAL NOT NULL, accuracy REAL NOT NULL,
    at_ms INTEGER NOT NULL, offset_min INTEGER NOT NULL, dwell TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS unit_position_at ON unit_position (at_ms);
`;

export interface TelemetryOptions {
  readonly now: () => number;
  /** PRUNE_INTERVAL_MS if omitted. */
  readonly pruneIntervalMs?: number;
  /** PAGES_MAX if omitted. */
  readonly pagesMax?: number;
}

/**
 * `telemetry.db` in the service's folder; losing its last moments costs a minute of dwell, so it is not synced. Deleted data
 * is overwritten, in the file and in its write-ahead log.
 */
export function openTelemetry(folder: string, options: TelemetryOptions): Telemetry {
  const { now, pruneIntervalMs, pagesMax = PAGES_MAX } = options;
  const db = openSpareFile(join(folder, 'telemetry.db'), (file) => {
    file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;');
    file.exec(SCHEMA);
  });
  db.exec(`PRAGMA max_page_count = ${pagesMax}`);
  const select = db.prepare('SELECT * FROM unit_position WHERE unit_id = ?');
  const upsert = db.prepare('INSERT OR REPLACE INTO unit_position VALUES (?, ?, ?, ?, ?, ?, ?)');
  const selectAll = db.prepare('SELECT * FROM unit_position WHERE at_ms >= ?');
  const deleteOld = db.prepare('DELETE FROM unit_position WHERE at_ms < ?');
  const prune = () => {
    try {
      deleteOld.run(now() - TELEMETRY_MAX_MS);
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // A position past its time is not shown to anyone; it leaves the disk once there is room to record the deletion.
      if (!isDiskFull(error)) throw error;
    }
  };
  prune();
  const pruning = setInterval(prune, pruneIntervalMs ?? PRUNE_INTERVAL_MS).unref();
  const rowOf = (unitId: string) => select.get(unitId) as unknown as Row | undefined;
  const save = ({ last, dwell }: NonNullable<Sighted['kept']>) => {
    const { unitId, point, accuracyMetres, at } = last;
    const dwelling = JSON.stringify(dwell);
    upsert.run(unitId, point.lat, point.lon, accuracyMetres, at.ms, at.offsetMin, dwelling);
  };
  return {
    last(unitId, at) {
      const row = rowOf(unitId);
      return row && at - row.at_ms <= TELEMETRY_MAX_MS ? lastPointOf(row) : undefined;
    },
    all(at) {
      const rows = selectAll.all(at - TELEMETRY_MAX_MS) as unknown as readonly Row[];
      return rows.map((row) => ({ ...lastPointOf(row), unitId: row.unit_id, beatId: dwellOf(row).beatId }));
    },
    sight(samples, recordedIn) {
      const row = samples[0] && rowOf(samples[0].unitId);
      const start: Dwell = row ? dwellOf(row) : { beatId: recordedIn, candidate: null, seenAtMs: 0 };
      return follow(samples, start, row?.at_ms ?? 0);
    },
    keep(sighted) {
      db.exec('BEGIN IMMEDIATE');
      try {
        for (const { kept } of sighted) if (kept) save(kept);
        db.exec('COMMIT');
      } catch (error) {
        // When the disk is full, SQLite has already rolled it back.
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      clearInterval(pruning);
      db.close();
    },
  };
}

function dwellOf({ dwell }: Row): Dwell {
  return JSON.parse(dwell) as Dwell;
}

function lastPointOf({ lat, lon, accuracy, at_ms: ms, offset_min: offsetMin }: Row): LastPoint {
  return { point: { lat, lon }, accuracyMetres: accuracy, at: { ms, offsetMin } };
}

function follow(samples: readonly Sample[], start: Dwell, lastMs: number): Sighted {
  const moves: Moved[] = [];
  let kept: Sighted['kept'];
  let accepted = 0;
  for (const sample of samples.toSorted((a, b) => a.at.ms - b.at.ms)) {
    if (sample.at.ms <= (kept?.last.at.ms ?? lastMs)) continue;
    const { dwell, moved } = sight(kept?.dwell ?? start, sample);
    if (moved) moves.push(moved);
    kept = { last: sample, dwell };
    accepted++;
  }
  return { moves, kept, accepted };
}
