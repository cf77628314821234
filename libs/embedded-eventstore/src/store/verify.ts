import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { chainedSum, FIRST_SUM, nameCrc, rowCrc } from './checksum.ts';
import { logFile, openForReading, logStateOf } from './database.ts';
import { type ChainedEvent, TOMBSTONE_REVISION } from './events.ts';
import { type Head, headsOf } from './head.ts';
import { lostEnd, marksOf } from './scrub.ts';

/** More would only hide the first. */
const FINDINGS_MAX = 100;
/** Short reads, so that a log that is being served does not grow behind them. */
const STREAMS_PAGE = 500;
const EVENTS_PAGE = 1_000;
const POSITIONS_PAGE = 50_000;
const LOOKUPS_PAGE = 10_000;

export interface Verified {
  readonly streams: number;
  readonly events: number;
  /**
   * Whether the file's own structure was checked, too; not while the log is served, since that is one long read that would
   * hold the writer back. The indexes always are.
   */
  readonly structure: boolean;
  /** How far the log goes, to be kept elsewhere; undefined when it cannot be read to its end. */
  readonly head: Head | undefined;
  /** One sentence each, at most FINDINGS_MAX; empty for a log that is exactly what was written. */
  readonly findings: readonly string[];
}

interface StreamRow {
  readonly id: number;
  readonly name: string;
  readonly crc: number;
}

/**
 * Proves the file's structure, that no position is missing, and for each stream that its events are those that were written, in
 * order: by the checksum of each row and by the chain of sums. A log whose end was cut off is recognised by what it says
 * about itself, and one that was rewritten from some point on by heads of it that were kept elsewhere.
 *
 * @throws {StoreRefused} when there is no log to read.
 */
export function verify(folder: string, kept: readonly Head[] = []): Verified {
  const { served, damage } = logStateOf(folder);
  const db = openForReading(folder);
  const findings: string[] = damage ? [damage] : [];
  const report = (finding: string) => {
    if (findings.length < FINDINGS_MAX) findings.push(finding);
  };
  const totals = { streams: 0, events: 0 };
  let head: Head | undefined;
  try {
    if (served) attempt('the indexes', report, () => checkIndexes(db, report));
    else attempt('the structure', report, () => checkStructure(db, report));
    attempt('the order', report, () => checkPositions(db, report));
    attempt('the marks', report, () => marksOf(db));
    attempt('the head', report, () => {
      head = checkHeads(db, kept, report);
    });
    attempt('the streams', report, () => checkStreams(db, totals, report));
  } finally {
    db.close();
  }
  return { ...totals, structure: !served, head, findings };
}

type Report = (finding: string) => void;

/** SQLite itself stops at a damaged page; that is a finding, and the other checks go on. */
function attempt(what: string, report: Report, check: () => void): void {
  try {
    check();
  } catch (error) {
    report(`${what} cannot be read to the end: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkStructure(db: DatabaseSync, report: Report): void {
  for (const row of db.prepare(`PRAGMA integrity_check(${FINDINGS_MAX})`).iterate()) {
    const problem = String(row['integrity_check']);
    if (problem !== 'ok') report(`the file is damaged: ${problem}`);
  }
}

/** What an index does not lead to is not read, and leaves no gap where it was the last. */
function checkIndexes(db: DatabaseSync, report: Report): void {
  const lookups = [
    {
      of: 'event at position',
      last: 'SELECT ifnull(max(position), 0) AS last FROM events',
      missed: `SELECT position AS at FROM events AS event WHERE position > ? AND position <= ? AND NOT EXISTS
        (SELECT 1 FROM events INDEXED BY events_by_stream
          WHERE stream = event.stream AND revision = event.revision AND position = event.position) LIMIT ?`,
    },
    {
      of: 'name of stream',
      last: 'SELECT ifnull(max(id), 0) AS last FROM streams',
      missed: `SELECT id AS at FROM streams AS stream WHERE id > ? AND id <= ? AND NOT EXISTS
        (SELECT 1 FROM streams INDEXED BY sqlite_autoindex_streams_1
          WHERE name = stream.name AND id = stream.id) LIMIT ?`,
    },
  ];
  for (const lookup of lookups) {
    const last = Number(db.prepare(lookup.last).get()?.['last']);
    const missed = db.prepare(lookup.missed);
    for (let after = 0; after < last; after += LOOKUPS_PAGE)
      for (const { at } of missed.all(after, Math.min(after + LOOKUPS_PAGE, last), FINDINGS_MAX))
        report(`the index does not lead to the ${lookup.of} ${Number(at)}`);
  }
}

function checkPositions(db: DatabaseSync, report: Report): void {
  const page = db.prepare(
    `SELECT count(*) AS count, ifnull(max(position), 0) AS last
      FROM (SELECT position FROM events WHERE position > ? ORDER BY position LIMIT ${POSITIONS_PAGE})`,
  );
  const gaps = db.prepare(
    `SELECT position FROM events AS later WHERE position > ? AND position <= ? AND position > 1
      AND NOT EXISTS (SELECT 1 FROM events WHERE position = later.position - 1) LIMIT ?`,
  );
  for (let after = 0; ;) {
    const { count, last } = page.get(after) as { count: number; last: number };
    if (count === 0) break;
    if (last - after !== count) {
      for (const gap of gaps.all(after, last, FINDINGS_MAX))
        report(`the event before position ${Number(gap['position'])} is missing`);
    }
    after = last;
  }
  const nextStream = db.prepare(
    `SELECT stream, EXISTS (SELECT 1 FROM streams WHERE id = stream) AS named
      FROM events WHERE stream > ? ORDER BY stream LIMIT 1`,
  );
  for (let at = 0, row = nextStream.get(at); row; row = nextStream.get(at)) {
    at = Number(row['stream']);
    if (row['named'] === 0) report(`stream ${at} has lost its name`);
  }
}

function checkHeads(db: DatabaseSync, kept: readonly Head[], report: Report): Head {
  const lost = lostEnd(db);
  if (lost !== undefined) report(lost);
  const { head, at } = headsOf(db, new Set(kept.map(({ position }) => position)));
  for (const { position, hash } of kept) {
    const found = at.get(position);
    if (found === hash) continue;
    if (position > head.position)
      report(`the log ends at position ${head.position}, before the kept head of position ${position}`);
    else
      report(
        `up to position ${position} this is not the log whose head was kept: ${found ?? 'no event is there'} instead of ${hash}`,
      );
  }
  return head;
}

function checkStreams(db: DatabaseSync, totals: { streams: number; events: number }, report: Report): void {
  const selectStreams = db.prepare('SELECT id, name, crc FROM streams WHERE id > ? ORDER BY id LIMIT ?');
  const selectEvents = db.prepare(
    'SELECT * FROM events WHERE stream = ? AND revision > ? ORDER BY revision LIMIT ?',
  );
  let after = 0;
  for (;;) {
    const streams = selectStreams.all(after, STREAMS_PAGE) as unknown as StreamRow[];
    for (const stream of streams) {
      after = stream.id;
      totals.streams++;
      if (nameCrc(stream.id, stream.name) !== stream.crc)
        report(`the name of stream ${stream.id} is damaged`);
      const page = (revision: number) =>
        selectEvents.all(stream.id, revision, EVENTS_PAGE) as unknown as ChainedEvent[];
      attempt(`stream ${stream.name}`, report, () => {
        totals.events += checkStream(stream.name, page, report);
      });
    }
    if (streams.length < STREAMS_PAGE) return;
  }
}

/** Reports where a stream first differs; what follows depends on it and would only repeat the finding. */
function checkStream(name: string, page: (after: number) => ChainedEvent[], report: Report): number {
  let count = 0;
  let sum: Uint8Array = FIRST_SUM;
  let revision = -1;
  for (let events = page(revision); events.length > 0; events = page(revision)) {
    for (const event of events) {
      count++;
      const problem = problemOf(name, event, revision, sum);
      if (problem) {
        report(`${name}, revision ${event.revision}, position ${event.position}: ${problem}`);
        return count;
      }
      revision = event.revision;
      sum = event.sum;
    }
  }
  return count;
}

function problemOf(
  name: string,
  event: ChainedEvent,
  before: number,
  previousSum: Uint8Array,
): string | undefined {
  if (event.revision !== before + 1 && event.revision !== TOMBSTONE_REVISION) {
    return `the events from revision ${before + 1} on are missing`;
  }
  if (rowCrc(event) !== event.crc) return 'the row is damaged';
  const sum = chainedSum(previousSum, name, event);
  if (Buffer.compare(sum, event.sum) !== 0) return 'the event is not the one that was written';
  return undefined;
}

export interface Stats {
  readonly streams: number;
  readonly events: number;
  readonly head: number;
  /** Unix milliseconds; null for an empty log. */
  readonly firstCreated: number | null;
  readonly lastCreated: number | null;
  readonly fileBytes: number;
  /** Up to this position everything was folded into the file and synced, when that was last written down. */
  readonly sealed: number;
  /** Up to this position the slow pass over everything had looked by then. */
  readonly scrubbed: number;
}

/** @throws {StoreRefused} when there is no log to read. */
export function stats(folder: string): Stats {
  const db = openForReading(folder);
  try {
    const one = (sql: string) => db.prepare(sql).get()?.['value'];
    const nullable = (value: unknown) => (typeof value === 'number' ? value : null);
    return {
      streams: Number(one('SELECT count(*) AS value FROM streams')),
      events: Number(one('SELECT count(*) AS value FROM events')),
      head: Number(one('SELECT ifnull(max(position), 0) AS value FROM events')),
      firstCreated: nullable(one('SELECT created AS value FROM events ORDER BY position LIMIT 1')),
      lastCreated: nullable(one('SELECT created AS value FROM events ORDER BY position DESC LIMIT 1')),
      fileBytes: statSync(logFile(folder)).size,
      ...marksOf(db),
    };
  } finally {
    db.close();
  }
}
