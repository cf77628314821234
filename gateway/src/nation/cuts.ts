import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EventLog } from '@proximidad/eventstore';

const SECOND_MS = 1_000;
/** How often the log is followed, and how many events one such turn reads: following never crowds out the queries. */
export const FOLLOW_INTERVAL_MS = 1_000;
const FOLLOW_EVENTS_MAX = 5_000;

/** Where the whole log stood at each second in which something was recorded: how an instant becomes a position. */
export interface Cuts {
  /**
   * Position of the last event recorded up to `second` (Unix seconds), once everything up to then has been read.
   * `behind` when that takes longer than `timeoutMs`, `unopened` before the log's first event.
   *
   * @throws {StoreUnavailable}
   */
  positionAt(second: number, timeoutMs: number): Promise<number | 'behind' | 'unopened'>;
  /** The first full second (Unix seconds) that can be asked for; undefined while nothing has been read. */
  openedAt(): number | undefined;
  close(): Promise<void>;
}

export interface CutsParts {
  /** Path of the SQLite file, or `:memory:`; it can be deleted, for it is made of the log alone. */
  readonly file: string;
  readonly log: Pick<EventLog, 'readAll'>;
  readonly logId: string;
  readonly now: () => number;
}

export function openCuts({ file, log, logId, now }: CutsParts): Cuts {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const { seen, opened, write, find, close } = openRows(file, logId);
  const stopping = new AbortController();
  let reading: Promise<boolean> | undefined;
  let readUpTo = 0;

  /** True once there was nothing left to read. */
  const read = async (): Promise<boolean> => {
    const began = now();
    const ends = new Map<number, number>();
    let count = 0;
    const range = { after: seen(), max: FOLLOW_EVENTS_MAX, signal: stopping.signal };
    for await (const { recordedAt, position } of log.readAll(range)) {
      ends.set(Math.ceil(recordedAt / SECOND_MS), position);
      count++;
    }
    if (stopping.signal.aborted) return false;
    write(ends);
    if (count === FOLLOW_EVENTS_MAX) return false;
    readUpTo = began;
    return true;
  };
  // One reader at a time: whoever comes meanwhile shares its turn.
  const follow = () => (reading ??= read().finally(() => (reading = undefined)));
  // A store that is away is tried again at the next turn, and told of to whoever asks for an instant.
  const timer = setInterval(() => void follow().catch(() => undefined), FOLLOW_INTERVAL_MS);

  return {
    async positionAt(second, timeoutMs) {
      const until = performance.now() + timeoutMs;
      while (readUpTo < second * SECOND_MS) {
        if (performance.now() > until || stopping.signal.aborted) return 'behind';
        await follow();
      }
      return find(second) ?? 'unopened';
    },
    openedAt: opened,
    async close() {
      clearInterval(timer);
      stopping.abort();
      await reading?.catch(() => undefined);
      close();
    },
  };
}

/** Rows by the first full second at which they hold; those of another log are forgotten. */
function openRows(file: string, logId: string) {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS log (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS cut (second INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT;
  `);
  if (database.prepare('SELECT id FROM log').get()?.['id'] !== logId) {
    database.exec('BEGIN; DELETE FROM cut; DELETE FROM log;');
    database.prepare('INSERT INTO log VALUES (?)').run(logId);
    database.exec('COMMIT');
  }
  const upsert = database.prepare(
    'INSERT INTO cut VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
  );
  const latest = database.prepare('SELECT position FROM cut WHERE second <= ? ORDER BY second DESC LIMIT 1');
  const first = database.prepare('SELECT min(second) AS second FROM cut');
  const find = (second: number) => latest.get(second)?.['position'] as number | undefined;
  let last = find(Number.MAX_SAFE_INTEGER);
  return {
    seen: () => last,
    opened: () => (first.get()?.['second'] as number | null) ?? undefined,
    find,
    write(ends: ReadonlyMap<number, number>) {
      if (ends.size === 0) return;
      database.exec('BEGIN');
      for (const [second, position] of ends) upsert.run(second, position);
      database.exec('COMMIT');
      last = [...ends.values()].at(-1);
    },
    close: () => database.close(),
  };
}
