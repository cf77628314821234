import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { isAfter, parseStream } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import { openSpareFile } from '@proximidad/readmodel';

const SECOND_MS = 1_000;
/** How long what the store has given its time may be on its way to the disk, where nobody sees it yet. */
const ON_ITS_WAY_MS = 200;
/** How often the log is followed, and how many events one pass reads: following never crowds out queries. */
export const FOLLOW_INTERVAL_MS = 1_000;
/** How many looks in a row may be skipped while the log is not known to have grown; without any, a store that is down would hide what is long past. */
const LOOKS_SPARED_MAX = 9;
/** Events read from the log at once. */
const FOLLOW_EVENTS_MAX = 5_000;
/** Streams that contain no facts of an entity: those of the operation itself, and copies that the bus carries. */
const NOT_FACTS: ReadonlySet<string> = new Set(['ops', 'public', 'restricted']);

/** A second in which something was recorded, and the head of the whole log at its end. */
export interface SecondOfLog {
  /** Unix seconds. */
  readonly second: number;
  readonly position: number;
}

/** The head of the whole log at each second in which something was recorded: this turns an instant into a position. */
export interface Cuts {
  /**
   * Position of the last event recorded up to `second` (Unix seconds), once everything up to then has been read: something
   * later was, or nothing of that time can be on its way any more.
   * `behind` when that takes longer than `timeoutMs`, `unopened` before the log's first event.
   *
   * @throws {StoreUnavailable}
   */
  positionAt(second: number, timeoutMs: number): Promise<number | 'behind' | 'unopened'>;
  /** Position of the last event of the whole log up to `second`, as far as it has been read. */
  wholeAt(second: number): number | undefined;
  /** The first full second (Unix seconds) that can be asked for; undefined while nothing has been read. */
  openedAt(): number | undefined;
  /**
   * The last second up to `second` in which facts of the entity were recorded, none of them after `position`; the last of all
   * when both are left out.
   */
  lastOf(entity: string, second?: number, position?: number): SecondOfLog | undefined;
  /** The seconds after `after`, up to `upTo`, in which facts of the entity were recorded, in order; at most `max`. */
  secondsOf(entity: string, after: number, upTo: number, max: number): readonly SecondOfLog[];
  close(): Promise<void>;
}

export interface CutsDeps {
  /** Path of the SQLite file, or `:memory:`; it can be deleted, since it is built from the log alone. */
  readonly file: string;
  readonly log: Pick<EventLog, 'readAll'>;
  readonly logId: string;
  readonly now: () => number;
  /** How far the log is known to go, according to those who follow it anyway. */
  readonly grownTo: () => number;
  readonly lookEveryMs?: number;
}

export function openCuts(deps: CutsDeps): Cuts {
  const { file, log, logId, now, grownTo, lookEveryMs = FOLLOW_INTERVAL_MS } = deps;
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const { seen, newest, write, close, ...rows } = openRows(file, logId);
  const stopping = new AbortController();
  let reading: Promise<boolean> | undefined;
  let readUpTo = 0;
  let readTo = Number.NEGATIVE_INFINITY;

  /** True once there was nothing left to read. */
  const read = async (): Promise<boolean> => {
    const [began, grown] = [now(), grownTo()];
    const ends: Ends = { log: new Map(), entities: new Map() };
    let count = 0;
    const range = { after: seen(), max: FOLLOW_EVENTS_MAX, signal: stopping.signal };
    for await (const { recordedAt, position, stream } of log.readAll(range)) {
      const second = Math.ceil(recordedAt / SECOND_MS);
      ends.log.set(second, position);
      const of = parseStream(stream);
      if (of && !NOT_FACTS.has(of.category)) ends.entities.set(`${of.entity} ${second}`, position);
      count++;
    }
    if (stopping.signal.aborted) return false;
    write(ends);
    if (count === FOLLOW_EVENTS_MAX) return false;
    [readUpTo, readTo] = [began, grown];
    return true;
  };
  // One reader at a time: callers who come meanwhile share its result.
  const follow = () => (reading ??= read().finally(() => (reading = undefined)));
  const endOf = (second: number) => second * SECOND_MS + ON_ITS_WAY_MS;
  const isWhole = (second: number) => newest() > second || readUpTo >= endOf(second);
  let spared = 0;
  const look = () => {
    if (grownTo() <= readTo && ++spared <= LOOKS_SPARED_MAX) return;
    spared = 0;
    // A store that is down is tried again the next time; queries about an instant get the error.
    follow().catch(() => undefined);
  };
  const timer = setInterval(look, lookEveryMs);

  return {
    async positionAt(second, timeoutMs) {
      const until = performance.now() + timeoutMs;
      while (!isWhole(second)) {
        const leftMs = until - performance.now();
        if (leftMs < 0 || stopping.signal.aborted) return 'behind';
        if (!(await follow()) || isWhole(second)) continue;
        await sleep(Math.min(Math.max(1, endOf(second) - now()), leftMs + 1));
      }
      return rows.find(second) ?? 'unopened';
    },
    wholeAt: rows.find,
    openedAt: rows.opened,
    lastOf: rows.lastOf,
    secondsOf: rows.secondsOf,
    async close() {
      clearInterval(timer);
      stopping.abort();
      await reading?.catch(() => undefined);
      close();
    },
  };
}

/** Positions by the first full second at which they hold, for the whole log and by `<entity> <second>`. */
interface Ends {
  readonly log: Map<number, number>;
  readonly entities: Map<string, number>;
}

const NO_BOUND = Number.MAX_SAFE_INTEGER;

/** Raised when the tables change: they are then filled anew. */
const LAYOUT_VERSION = 2;

/** Rows by the first full second at which they hold; rows of another log are deleted. */
function openRows(file: string, logId: string) {
  const database = openSpareFile(file, (db) => begin(db, logId));
  const upsert = database.prepare(
    'INSERT INTO cut VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
  );
  const upsertFact = database.prepare(
    'INSERT INTO fact VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
  );
  const latest = database.prepare('SELECT position FROM cut WHERE second <= ? ORDER BY second DESC LIMIT 1');
  const first = database.prepare('SELECT min(second) AS second FROM cut');
  const lastFact = database.prepare(
    'SELECT second, position FROM fact WHERE entity = ? AND second <= ? AND position <= ? ORDER BY second DESC LIMIT 1',
  );
  const facts = database.prepare(
    `SELECT fact.second, cut.position FROM fact JOIN cut USING (second)
      WHERE entity = ? AND fact.second > ? AND fact.second <= ? ORDER BY fact.second LIMIT ?`,
  );
  const newestSecond = database.prepare('SELECT max(second) AS second FROM cut');
  let newest = (newestSecond.get()!['second'] as number | null) ?? Number.NEGATIVE_INFINITY;
  const find = (second: number) => latest.get(second)?.['position'] as number | undefined;
  let last = find(Number.MAX_SAFE_INTEGER);
  const factAt = (entity: string, second: number, position: number) =>
    lastFact.get(entity, second, position) as SecondOfLog | undefined;
  // Every answer includes it for the entities it is about, and it changes at most once per pass.
  const newestFacts = new Map<string, SecondOfLog | undefined>();
  const newestFact = (entity: string) => {
    if (!newestFacts.has(entity)) newestFacts.set(entity, factAt(entity, NO_BOUND, NO_BOUND));
    return newestFacts.get(entity);
  };
  return {
    seen: () => last,
    newest: () => newest,
    opened: () => (first.get()?.['second'] as number | null) ?? undefined,
    find,
    lastOf(entity: string, second = NO_BOUND, position = NO_BOUND) {
      const newest = newestFact(entity);
      if (!newest || (newest.second <= second && !isAfter(newest.position, position))) return newest;
      return factAt(entity, second, position);
    },
    secondsOf: (entity: string, after: number, upTo: number, max: number) =>
      facts.all(entity, after, upTo, max) as unknown as SecondOfLog[],
    write(ends: Ends) {
      if (ends.log.size === 0) return;
      database.exec('BEGIN');
      for (const [second, position] of ends.log) upsert.run(second, position);
      for (const [key, position] of ends.entities) {
        upsertFact.run(key.slice(0, 2), Number(key.slice(3)), position);
      }
      database.exec('COMMIT');
      newestFacts.clear();
      last = [...ends.log.values()].at(-1);
      newest = Math.max(newest, ...ends.log.keys());
    },
    close: () => database.close(),
  };
}

function begin(database: DatabaseSync, logId: string): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  const { user_version: version } = database.prepare('PRAGMA user_version').get()!;
  if (version !== LAYOUT_VERSION) database.exec('DROP TABLE IF EXISTS log; DROP TABLE IF EXISTS cut');
  database.exec(`
    PRAGMA user_version = ${LAYOUT_VERSION};
    CREATE TABLE IF NOT EXISTS log (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS cut (second INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS fact (entity TEXT, second INTEGER, position INTEGER NOT NULL,
      PRIMARY KEY (entity, second)) STRICT, WITHOUT ROWID;
  `);
  if (database.prepare('SELECT id FROM log').get()?.['id'] === logId) return;
  database.exec('BEGIN; DELETE FROM cut; DELETE FROM fact; DELETE FROM log;');
  database.prepare('INSERT INTO log VALUES (?)').run(logId);
  database.exec('COMMIT');
}
