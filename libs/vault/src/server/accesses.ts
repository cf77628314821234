import type { Stop, Subject } from '@proximidad/policy';
import { hash as digestOf } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { KeyDatabase, Row } from '../keys/database.ts';
import { type Access, type StopNote, STOPS_MAX } from '../wire.ts';

/** Records of persons that one subject opens within BULK_WINDOW_MS; more is stopped and told (LNRD art. 16). */
export const BULK_SUBJECTS_MAX = 50;
/** Searches for a sealed value by one subject within BULK_WINDOW_MS; more is stopped and told. */
export const BULK_SEARCHES_MAX = 50;
/** Different names with one surname that one subject looks for within BULK_WINDOW_MS; more is stopped and told. */
export const SAME_SURNAME_MAX = 5;
const BULK_WINDOW_MS = 3_600_000;
/** Somebody who is stopped again within this is told of once. */
const STOP_TOLD_MS = 3_600_000;
/** Subjects of whom it is remembered whom they opened. */
const ACTORS_KEPT_MAX = 5_000;
const FIRST_HASH = Buffer.alloc(32);

/** What is noted of an access, before its place in the chain. */
export type Fact = Omit<Access, 'number' | 'hash'> & { readonly entity: string };

/** Who opened what, in an order that nobody can change unseen: each row carries the hash of the one before. */
export class Accesses {
  readonly #db: KeyDatabase;
  readonly #opened = new LRUCache<string, Map<string, number>>({ max: ACTORS_KEPT_MAX });

  constructor(db: KeyDatabase) {
    this.#db = db;
  }

  /**
   * Within the caller's transaction: what it answers leaves only after the commit. The chain runs over the text as it lies.
   * Answers the number of the last.
   */
  note(facts: readonly Fact[]): number {
    const last = this.#db.first('SELECT number, hash FROM accesses ORDER BY number DESC LIMIT 1');
    let number = (last?.['number'] as number | undefined) ?? 0;
    let hash: Buffer = last ? Buffer.from(last['hash'] as Uint8Array) : FIRST_HASH;
    for (const fact of facts) {
      const text = JSON.stringify(fact);
      hash = linked(hash, ++number, text);
      this.#db.run(
        'INSERT INTO accesses (number, at, entity, actor, subject, outcome, fact, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[number, fact.at, fact.entity, fact.actor, fact.subject, fact.outcome, text, hash],
      );
    }
    return number;
  }

  /** Somebody was stopped, as the note of this number says: told once in STOP_TOLD_MS, with the denial in one transaction. */
  stop(number: number, { at, entity, actor }: Fact, reason: Stop, municipality: string | null): void {
    const told = this.#db.first(
      'SELECT 1 FROM stops WHERE actor = ? AND entity = ? AND reason = ? AND at > ?',
      ...[actor, entity, reason, at - STOP_TOLD_MS],
    );
    if (told) return;
    this.#db.run(
      'INSERT INTO stops (number, at, entity, actor, reason, municipality, told) VALUES (?, ?, ?, ?, ?, ?, 0)',
      ...[number, at, entity, actor, reason, municipality],
    );
  }

  /** The oldest that who answers for it was not told of. */
  untoldStops(): readonly StopNote[] {
    const rows = this.#db.all(
      'SELECT s.number, s.reason, s.municipality, a.fact, a.hash FROM stops s JOIN accesses a ON a.number = s.number WHERE s.told = 0 ORDER BY s.number LIMIT ?',
      STOPS_MAX,
    );
    return rows.map((row) => {
      const { entity, at, actor, role, authority, purpose, service } = JSON.parse(
        row['fact'] as string,
      ) as Fact;
      const [reason, municipality] = [row['reason'] as Stop, row['municipality'] as string | null];
      const place = { number: row['number'] as number, hash: hexOf(row) };
      return { ...place, at, entity, municipality, actor, role, authority, purpose, service, reason };
    });
  }

  /** Who answers for them has these on the record. */
  toldStops(numbers: readonly number[]): void {
    if (numbers.length === 0) return;
    this.#db.transaction(() => {
      for (const number of numbers) this.#db.run('UPDATE stops SET told = 1 WHERE number = ?', number);
    });
  }

  /** One more person whose record somebody opened; it is noted in the same transaction. */
  count(actor: string, subject: string, at: number): void {
    this.#opened.get(actor)?.set(subject, at);
  }

  /** Whether another person's record would be one too many for who asks. */
  isBulk({ id }: Subject, subject: string, now: number): boolean {
    const opened = this.#openedBy(id, now);
    for (const [person, at] of opened) if (at <= now - BULK_WINDOW_MS) opened.delete(person);
    return !opened.has(subject) && opened.size >= BULK_SUBJECTS_MAX;
  }

  /** Whom somebody opened within the window, and when last; read from the notes once, and kept up from then on. */
  #openedBy(actor: string, now: number): Map<string, number> {
    const known = this.#opened.get(actor);
    if (known) return known;
    const rows = this.#db.all(
      "SELECT subject, max(at) AS last FROM accesses WHERE actor = ? AND at > ? AND outcome = 'OPENED' GROUP BY subject",
      ...[actor, now - BULK_WINDOW_MS],
    );
    const opened = new Map(rows.map((row) => [row['subject'] as string, row['last'] as number]));
    this.#opened.set(actor, opened);
    return opened;
  }

  /** Whether one more search would be one too many for who asks. */
  isSearchingInBulk({ id }: Subject, now: number): boolean {
    const row = this.#db.first(
      "SELECT count(*) AS searches FROM accesses WHERE actor = ? AND at > ? AND outcome = 'SEARCHED'",
      ...[id, now - BULK_WINDOW_MS],
    );
    return (row!['searches'] as number) >= BULK_SEARCHES_MAX;
  }

  /**
   * Whether this name would be one too many of a surname that who asks has looked for; where it is not, it is remembered for the
   * window, by tokens alone. Within the caller's transaction.
   */
  isOfOneSurname({ id }: Subject, surnames: readonly Buffer[], token: Buffer, now: number): boolean {
    this.#db.run('DELETE FROM searches WHERE at <= ?', now - BULK_WINDOW_MS);
    const isTooMany = surnames.some((surname) => {
      const row = this.#db.first(
        'SELECT count(*) AS names FROM searches WHERE actor = ? AND surname = ? AND token <> ?',
        ...[id, surname, token],
      );
      return (row!['names'] as number) >= SAME_SURNAME_MAX;
    });
    if (isTooMany) return true;
    for (const surname of surnames) {
      this.#db.run(
        'INSERT OR REPLACE INTO searches (actor, surname, token, at) VALUES (?, ?, ?, ?)',
        ...[id, surname, token, now],
      );
    }
    return false;
  }

  /** Of an entity, the oldest first, behind `after`. */
  list(entity: string, after: number, first: number, subject: string | null): readonly Access[] {
    const rows = this.#db.all(
      'SELECT number, fact, hash FROM accesses WHERE entity = ? AND number > ? AND (? IS NULL OR subject = ?) ORDER BY number LIMIT ?',
      ...[entity, after, subject, subject, first],
    );
    return rows.map(accessOf);
  }

  /** The first number at which the chain is not what was noted; undefined when all is. */
  broken(): number | undefined {
    let [before, expected] = [FIRST_HASH, 1];
    for (const row of this.#db.all('SELECT number, fact, hash FROM accesses ORDER BY number')) {
      const number = row['number'] as number;
      const hash = Buffer.from(row['hash'] as Uint8Array);
      if (number !== expected || !linked(before, number, row['fact'] as string).equals(hash)) return number;
      [before, expected] = [hash, number + 1];
    }
    return undefined;
  }
}

function linked(before: Buffer, number: number, fact: string): Buffer {
  return digestOf('sha256', Buffer.concat([before, Buffer.from(`${number}\n${fact}`)]), 'buffer');
}

function accessOf(row: Row): Access {
  const { entity: _entity, ...fact } = JSON.parse(row['fact'] as string) as Fact;
  return {
    ...fact,
    number: row['number'] as number,
    hash: hexOf(row),
  };
}

function hexOf(row: Row): string {
  return Buffer.from(row['hash'] as Uint8Array).toString('hex');
}
