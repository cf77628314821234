import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Instant } from '@proximidad/eventsourcing';
import type { Point } from '@proximidad/geography';
import { type Dwell, type Moved, sight } from './dwell.ts';

/** GPS is telemetry, not record: after this time a position is gone (ADR 120). */
export const TELEMETRY_MAX_MS = 30 * 60_000;

export interface LastPoint {
  readonly point: Point;
  readonly accuracyMetres: number;
  readonly at: Instant;
}

export interface Sample extends LastPoint {
  readonly unitId: string;
  /** Beats that hold the point, best first. */
  readonly beatIds: readonly string[];
}

/** Where each unit was last, and where it is taken to be. Kept apart from the record, and never as of a past moment. */
export interface Telemetry {
  /** Undefined when there is none of the last TELEMETRY_MAX_MS. */
  last(unitId: string, now: number): LastPoint | undefined;
  /**
   * What further positions of one unit say, in the order of their time; `recordedIn` is the beat the record has it in.
   * Nothing is kept until `keep`: a move is recorded first, so that none is lost when the process ends in between.
   */
  sight(samples: readonly Sample[], recordedIn: string | null): Sighted;
  keep(sighted: readonly Sighted[], now: number): void;
  close(): void;
}

export interface Sighted {
  readonly moves: readonly Moved[];
  /** Undefined when no sample was newer than what is kept. */
  readonly kept: { readonly last: Sample; readonly dwell: Dwell } | undefined;
  readonly accepted: number;
}

interface Row {
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

/** `telemetry.db` in the service's folder; losing the last moments of it costs a minute of dwell, so it is not synced. */
export function openTelemetry(folder: string): Telemetry {
  const db = new DatabaseSync(join(folder, 'telemetry.db'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
  db.exec(SCHEMA);
  const select = db.prepare('SELECT * FROM unit_position WHERE unit_id = ?');
  const upsert = db.prepare('INSERT OR REPLACE INTO unit_position VALUES (?, ?, ?, ?, ?, ?, ?)');
  const prune = db.prepare('DELETE FROM unit_position WHERE at_ms < ?');
  const rowOf = (unitId: string) => select.get(unitId) as unknown as Row | undefined;
  const save = ({ last, dwell }: NonNullable<Sighted['kept']>) => {
    const { unitId, point, accuracyMetres, at } = last;
    const dwelling = JSON.stringify(dwell);
    upsert.run(unitId, point.lat, point.lon, accuracyMetres, at.ms, at.offsetMin, dwelling);
  };
  return {
    last(unitId, now) {
      const row = rowOf(unitId);
      return row && now - row.at_ms <= TELEMETRY_MAX_MS ? lastPointOf(row) : undefined;
    },
    sight(samples, recordedIn) {
      const row = samples[0] && rowOf(samples[0].unitId);
      const start: Dwell = row
        ? (JSON.parse(row.dwell) as Dwell)
        : { beatId: recordedIn, candidate: null, seenAtMs: 0 };
      return follow(samples, start, row?.at_ms ?? 0);
    },
    keep(sighted, now) {
      db.exec('BEGIN IMMEDIATE');
      try {
        for (const { kept } of sighted) if (kept) save(kept);
        prune.run(now - TELEMETRY_MAX_MS);
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => db.close(),
  };
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
