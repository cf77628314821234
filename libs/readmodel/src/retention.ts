import type { RecordedEvent } from '@proximidad/eventsourcing';
import type { Database } from './database.ts';
import { VersionsPruned } from './errors.ts';
import type { Checkpoint } from './file.ts';
import type { ModelLayout } from './layout.ts';

/** How precisely the age of a position is known. */
const CLOCK_STEP_MS = 60_000;
/** Closed versions dropped per table and batch, so that catching up on retention never holds up the projection. */
const PRUNED_PER_BATCH_MAX = 2_000;
const DAY_MS = 24 * 3_600_000;

/**
 * The last position at which versions were closed that may have been dropped: a function of the log alone, not of when they
 * are dropped, so that a rebuild gives the same. 0 when nothing is ever dropped.
 */
export function horizonOf(db: Database, { model }: ModelLayout, { recordedAt }: Checkpoint): number {
  if (model.retentionDays === undefined || recordedAt === null) return 0;
  const found = db.first(
    'SELECT position FROM _clock WHERE recordedAt <= ? ORDER BY recordedAt DESC, position DESC LIMIT 1',
    [recordedAt - model.retentionDays * DAY_MS],
  );
  return (found?.[0] as number | undefined) ?? 0;
}

/** @throws {VersionsPruned} when the versions that held at `at` are no longer all there. */
export function assertKept(db: Database, layout: ModelLayout, checkpoint: Checkpoint, at: number): void {
  const horizon = horizonOf(db, layout, checkpoint);
  if (at >= horizon) return;
  const [recordedAt] = db.first('SELECT recordedAt FROM _clock WHERE position = ?', [horizon])!;
  const { name, retentionDays } = layout.model;
  throw new VersionsPruned(name, at, horizon, retentionDays!, recordedAt as number);
}

/** Notes the first event of each step of the log's time; done only when some table has a retention. */
export function tickClock(db: Database, layouts: readonly ModelLayout[], event: RecordedEvent): void {
  if (layouts.every(({ model }) => model.retentionDays === undefined)) return;
  const last = db.first('SELECT recordedAt FROM _clock ORDER BY position DESC LIMIT 1');
  const step = (ms: number) => Math.floor(ms / CLOCK_STEP_MS);
  if (last && step(last[0] as number) >= step(event.recordedAt)) return;
  db.run('INSERT INTO _clock VALUES (?, ?)', [event.position, event.recordedAt]);
}

/** Drops a bounded number of closed versions beyond each table's retention. */
export function pruneClosed(db: Database, layouts: readonly ModelLayout[], checkpoint: Checkpoint): void {
  for (const layout of layouts) {
    const horizon = horizonOf(db, layout, checkpoint);
    if (horizon === 0) continue;
    const { closed } = layout.rows;
    // Versions are inserted in the order in which they are closed, so the oldest have the lowest row ids.
    db.run(
      `DELETE FROM ${closed} WHERE rowid IN (SELECT rowid FROM ${closed} ORDER BY rowid LIMIT ?) AND _until <= ?`,
      [PRUNED_PER_BATCH_MAX, horizon],
    );
    if (!layout.figures) continue;
    const { closed: totals } = layout.figures;
    db.run(
      `DELETE FROM ${totals} WHERE (_id, _since) IN
        (SELECT _id, _since FROM ${totals} WHERE _until <= ? ORDER BY _until LIMIT ?)`,
      [horizon, PRUNED_PER_BATCH_MAX],
    );
  }
}
