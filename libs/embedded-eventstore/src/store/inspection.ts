import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BoundedMap } from './bounded-map.ts';
import { chainedSum, FIRST_SUM, nameCrc, rowCrc } from './checksum.ts';
import { type ChainedEvent, TOMBSTONE_REVISION } from './events.ts';

/** Streams whose last sum is remembered between events. */
const SUMS_CACHED_MAX = 10_000;
const NAMES_CACHED_MAX = 10_000;

interface Link {
  readonly revision: number;
  readonly sum: Uint8Array;
}

/**
 * Looks through the log in its own order, a stretch at a time, and reports each event that differs from what was written: its row by
 * its checksum, its place in its stream's chain, its entries in the indexes, and events that are missing.
 */
export class Inspection {
  readonly #selectRange: StatementSync;
  readonly #selectOne: StatementSync;
  readonly #selectName: StatementSync;
  readonly #selectByName: StatementSync;
  readonly #selectByIndex: StatementSync;
  readonly #selectBefore: StatementSync;
  readonly #links = new BoundedMap<number, Link>(SUMS_CACHED_MAX);
  readonly #names = new BoundedMap<number, string>(NAMES_CACHED_MAX);

  constructor(db: DatabaseSync) {
    this.#selectRange = db.prepare(
      'SELECT * FROM events WHERE position > ? AND position <= ? ORDER BY position',
    );
    this.#selectOne = db.prepare('SELECT * FROM events WHERE position = ?');
    this.#selectName = db.prepare('SELECT name, crc FROM streams WHERE id = ?');
    this.#selectByName = db.prepare('SELECT id FROM streams WHERE name = ?');
    this.#selectByIndex = db.prepare('SELECT position FROM events WHERE stream = ? AND revision = ?');
    this.#selectBefore = db.prepare(
      'SELECT revision, sum FROM events WHERE stream = ? AND revision < ? ORDER BY revision DESC LIMIT 1',
    );
  }

  /** Events after `after`, up to and including `to`; both are positions. One sentence for each that is wrong. */
  stretch(after: number, to: number): string[] {
    const findings: string[] = [];
    let events: ChainedEvent[];
    try {
      events = this.#selectRange.all(after, to) as unknown as ChainedEvent[];
    } catch {
      // SQLite stops at a damaged page: read one by one, whatever can be read is.
      events = this.#oneByOne(after, to, findings);
    }
    let expected = after + 1;
    for (const event of events) {
      for (; expected < event.position; expected++)
        if (!findings.some((finding) => finding.startsWith(`position ${expected}:`)))
          findings.push(`position ${expected}: the event is missing`);
      expected = event.position + 1;
      const problem = this.#problemOf(event);
      if (problem) findings.push(`position ${event.position}: ${problem}`);
    }
    return findings;
  }

  #oneByOne(after: number, to: number, findings: string[]): ChainedEvent[] {
    const events: ChainedEvent[] = [];
    for (let position = after + 1; position <= to; position++) {
      try {
        const event = this.#selectOne.get(position);
        if (event) events.push(event as unknown as ChainedEvent);
      } catch (error) {
        findings.push(`position ${position}: cannot be read: ${(error as Error).message}`);
      }
    }
    return events;
  }

  #problemOf(event: ChainedEvent): string | undefined {
    try {
      if (rowCrc(event) !== event.crc) return 'the row is damaged';
      const name = this.#nameOf(event.stream);
      if (name === undefined)
        return `the name of stream ${event.stream} is damaged, or the index does not lead to it`;
      const where = `${name}, revision ${event.revision === TOMBSTONE_REVISION ? 'tombstone' : event.revision}`;
      if (this.#selectByIndex.get(event.stream, event.revision)?.['position'] !== event.position)
        return `${where}: the index does not lead to it`;
      const before = this.#linkBefore(event);
      if (event.revision !== before.revision + 1 && event.revision !== TOMBSTONE_REVISION)
        return `${where}: the events from revision ${before.revision + 1} on are missing`;
      this.#links.set(event.stream, event);
      if (Buffer.compare(chainedSum(before.sum, name, event), event.sum) === 0) return undefined;
      return `${where}: the event is not the one that was written`;
    } catch (error) {
      return `cannot be followed: ${(error as Error).message}`;
    }
  }

  #linkBefore({ stream, revision }: ChainedEvent): Link {
    const known = this.#links.get(stream);
    if (known && (known.revision === revision - 1 || revision === TOMBSTONE_REVISION)) return known;
    const before = this.#selectBefore.get(stream, revision) as Link | undefined;
    return before ?? { revision: -1, sum: FIRST_SUM };
  }

  #nameOf(stream: number): string | undefined {
    const known = this.#names.get(stream);
    if (known !== undefined) return known;
    const row = this.#selectName.get(stream) as { name: string; crc: number } | undefined;
    if (!row || nameCrc(stream, row.name) !== row.crc) return undefined;
    if (this.#selectByName.get(row.name)?.['id'] !== stream) return undefined;
    this.#names.set(stream, row.name);
    return row.name;
  }
}
