import { personNoted, type Screen, type Stop, type Subject } from '@proximidad/policy';
import { hash as digestOf } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KeyDatabase, Row } from '../keys/database.ts';
import { type Access, type StopNote, STOPS_MAX } from '../wire.ts';

/** Records of persons that one subject may open within BULK_WINDOW_MS; more is stopped and reported (LNRD art. 16). */
export const BULK_SUBJECTS_MAX = 50;
/** Searches for a sealed value by one subject within BULK_WINDOW_MS; more is stopped and reported. */
export const BULK_SEARCHES_MAX = 50;
/** Different names with one surname that one subject may look for within BULK_WINDOW_MS; more is stopped and reported. */
export const SAME_SURNAME_MAX = 5;
const BULK_WINDOW_MS = 3_600_000;
/** Somebody who is stopped again within this time is reported only once. */
const STOP_TOLD_MS = 3_600_000;
/** How many subjects are remembered, each with the persons whose records they opened. */
const ACTORS_KEPT_MAX = 5_000;
/** Somebody who keeps watching what is denied to them is noted again after this time. */
const WATCHED_AGAIN_MS = 60_000;
/** A repeated request comes within the 2 s that its service waits; the rest allows for clocks that are set. */
const ASKED_AGAIN_MS = 60_000;
/** Entries remembered of what watchers are shown or denied; a forgotten one is noted once more. */
const WATCHED_KEPT_MAX = 50_000;
/** Notes read at a time when the chain is proven: nobody who empties the write-ahead log meanwhile waits for longer. */
const PROVEN_AT_ONCE = 500;
/** Numbers that are looked through for one person in a turn: what others ask is answered between two. */
const LOOKED_THROUGH_AT_ONCE = 5_000;
/** Searches for one person of which it is remembered how far they came. */
const SEARCHES_KEPT_MAX = 100;
const FIRST_HASH = Buffer.alloc(32);

/** How far the notes of accesses went, and the hash over all of them. Kept elsewhere, it shows whether some were cut off since. */
export interface Head {
  readonly number: number;
  /** Hexadecimal, as `accessLog` answers it with each number. */
  readonly hash: string;
}

/** What is noted about an access, before it gets its place in the chain. */
export type Fact = Omit<Access, 'number' | 'hash'> & {
  readonly entity: string;
  /** Identifies the request when it is repeated; older facts have none. */
  readonly request?: string;
  /** The person (`personNoted`), where the passport names one. */
  readonly whose?: string | undefined;
};

/** Whose record an access was to, and which fields. */
export type Person = Pick<Fact, 'stream' | 'subject' | 'fields'>;

/** What several accesses have in common: they are stored as one row, with everything else stated once. */
export interface Alike {
  readonly common: Omit<Fact, keyof Person>;
  readonly persons: readonly Person[];
}

/** As stored: for one person, or for several who differ in nothing else; mostly their fields are the same, too. */
type Note =
  | Fact
  | (Omit<Fact, keyof Person> & Partial<Person> & { readonly persons: readonly Partial<Person>[] });

/** What was found about a person in all notes up to a number; notes never change. */
interface Search {
  through: number;
  readonly found: Access[];
}

/** Who opened what, in an order that nobody can change unnoticed: each row contains the hash of the one before. */
export class Accesses {
  readonly #db: KeyDatabase;
  readonly #opened = new LRUCache<string, Map<string, number>>({ max: ACTORS_KEPT_MAX });

  /** When it was last recorded that a person acts under a pseudonym. */
  readonly #acting = new LRUCache<string, number>({ max: ACTORS_KEPT_MAX });
  readonly #watched = new LRUCache<string, number>({ max: WATCHED_KEPT_MAX });
  readonly #shown = new LRUCache<string, { readonly frame: number; readonly told: string }>({
    max: WATCHED_KEPT_MAX,
  });
  readonly #searches = new LRUCache<string, Search>({ max: SEARCHES_KEPT_MAX });
  /** The turn of whoever looks through notes last. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(db: KeyDatabase) {
    this.#db = db;
    db.onUndone(() => {
      this.#opened.clear();
      this.#acting.clear();
      this.#watched.clear();
      this.#shown.clear();
    });
  }

  /**
   * Within the caller's transaction: answers leave only after the commit. Each of `all` is one row, numbered by the last of its
   * persons. The chain covers the text as stored. Answers the number of the last.
   */
  note(all: readonly Alike[]): number {
    const last = this.#db.first('SELECT number, hash FROM accesses ORDER BY number DESC LIMIT 1');
    let number = (last?.['number'] as number | undefined) ?? 0;
    let hash: Uint8Array = last ? (last['hash'] as Uint8Array) : FIRST_HASH;
    for (const { common, persons } of all) {
      const { at, entity, actor, outcome } = common;
      const subject = persons.length === 1 ? persons[0]!.subject : null;
      const text = JSON.stringify(noteOf(common, persons));
      number += persons.length;
      hash = linked(hash, number, text);
      this.#db.run(
        'INSERT INTO accesses (number, at, entity, actor, subject, outcome, fact, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[number, at, entity, actor, subject, outcome, text, hash],
      );
    }
    return number;
  }

  /** Whether all of it was noted lately for the same request: the answer then did not reach the caller. */
  hasNoted(all: readonly Alike[]): boolean {
    const { actor, at } = all[0]!.common;
    const noted = this.#db
      .all('SELECT fact FROM accesses WHERE actor = ? AND at > ?', actor, at - ASKED_AGAIN_MS)
      .map(({ fact }) => asOf(at, JSON.parse(fact as string) as Note));
    return all.every(({ common, persons }) => noted.includes(asOf(at, noteOf(common, persons))));
  }

  /**
   * What was denied to a caller that asks for many, noted in the name of each watcher: once per WATCHED_AGAIN_MS, however often
   * they are shown it. `of` distinguishes what facts do not: a search for another value is another search.
   */
  noteWatched(all: readonly Alike[], readers: readonly string[], of = ''): void {
    const actors = readers.length > 0 ? readers : all.slice(0, 1).map(({ common }) => common.actor);
    const due = actors.flatMap((actor) =>
      all.map(({ common: told, persons }) => {
        const common = { ...told, actor };
        return { common, persons: persons.filter((person) => this.#isDue(common, person, of)) };
      }),
    );
    const some = due.filter(({ persons }) => persons.length > 0);
    if (some.length > 0) this.note(some);
  }

  #isDue(
    { at, actor, class: dataClass, purpose }: Alike['common'],
    { stream, subject, fields }: Person,
    of: string,
  ): boolean {
    const key = JSON.stringify([actor, purpose, stream, subject, dataClass, fields, of]);
    const last = this.#watched.get(key);
    if (last !== undefined && isWithin(WATCHED_AGAIN_MS, last, at)) return false;
    this.#watched.set(key, at);
    return true;
  }

  /**
   * Whether this is a new access, and not one already on the screen: the frame before showed it, or another part of this frame did,
   * with the same outcome. Within the transaction in which it is noted.
   */
  isNewOn({ id, frame }: Screen, what: readonly unknown[], told: string): boolean {
    const key = JSON.stringify([id, ...what]);
    const last = this.#shown.get(key);
    this.#shown.set(key, { frame, told });
    return last === undefined || last.told !== told || ![frame - 1, frame].includes(last.frame);
  }

  /** Somebody was stopped, as noted under this number: reported once per STOP_TOLD_MS, in one transaction with the denial. */
  stop(
    number: number,
    { at, entity, actor }: Alike['common'],
    reason: Stop,
    municipality: string | null,
  ): void {
    const told = this.#db.first(
      'SELECT 1 FROM stops WHERE actor = ? AND entity = ? AND reason = ? AND at > ? AND at < ?',
      ...[actor, entity, reason, at - STOP_TOLD_MS, at + STOP_TOLD_MS],
    );
    if (told) return;
    this.#db.run(
      'INSERT INTO stops (number, at, entity, actor, reason, municipality, told) VALUES (?, ?, ?, ?, ?, ?, 0)',
      ...[number, at, entity, actor, reason, municipality],
    );
  }

  /** The oldest stops that have not been reported yet. */
  untoldStops(): readonly StopNote[] {
    const rows = this.#db.all(
      'SELECT s.number, s.reason, s.municipality, a.fact, a.hash FROM stops s JOIN accesses a ON a.number = (SELECT min(number) FROM accesses WHERE number >= s.number) WHERE s.told = 0 ORDER BY s.number LIMIT ?',
      STOPS_MAX,
    );
    return rows.map((row) => {
      const note = JSON.parse(row['fact'] as string) as Note;
      const { entity, at, actor, whose: person = null, role, authority, purpose, service } = note;
      const [reason, municipality] = [row['reason'] as Stop, row['municipality'] as string | null];
      const place = { number: row['number'] as number, hash: hexOf(row) };
      return { ...place, at, entity, municipality, actor, person, role, authority, purpose, service, reason };
    });
  }

  /** These stops are on the record now. */
  toldStops(numbers: readonly number[]): void {
    if (numbers.length === 0) return;
    this.#db.transaction(() => {
      for (const number of numbers) this.#db.run('UPDATE stops SET told = 1 WHERE number = ?', number);
    });
  }

  /** One more person whose record was opened; noted in the same transaction. */
  count(by: Acting, subject: string, at: number): void {
    this.#opened.get(countedAs(by))?.set(subject, at);
  }

  /** Whether another person's record would be one too many for whoever opens it. */
  isBulk(by: Acting, subject: string, now: number): boolean {
    this.#act(by, now);
    const opened = this.#openedBy(by, now);
    if (opened.size < BULK_SUBJECTS_MAX) return false;
    for (const [person, at] of opened) if (!isWithin(BULK_WINDOW_MS, at, now)) opened.delete(person);
    return !opened.has(subject) && opened.size >= BULK_SUBJECTS_MAX;
  }

  /** Remembers under which pseudonyms a person acts, for longer than what was done under them counts. */
  #act({ id, person }: Acting, now: number): void {
    const last = this.#acting.get(id);
    if (person === undefined || (last !== undefined && isWithin(BULK_WINDOW_MS, last, now))) return;
    const longest = 2 * BULK_WINDOW_MS;
    this.#db.run('DELETE FROM acting WHERE at <= ? OR at >= ?', now - longest, now + longest);
    this.#db.run('INSERT OR REPLACE INTO acting (person, actor, at) VALUES (?, ?, ?)', person, id, now);
    this.#acting.set(id, now);
  }

  /** Whose records the person opened within the window, and when last; read from the notes once, and kept up to date after that. */
  #openedBy(by: Acting, now: number): Map<string, number> {
    const known = this.#opened.get(countedAs(by));
    if (known) return known;
    const rows = this.#db.all(
      `SELECT at, subject, iif(subject IS NULL, fact, NULL) AS fact FROM accesses WHERE ${OF_PERSON} AND at > ? AND at < ? AND outcome = 'OPENED' ORDER BY at`,
      ...[by.id, countedAs(by), now - BULK_WINDOW_MS, now + BULK_WINDOW_MS],
    );
    const opened = new Map<string, number>();
    for (const { at, subject, fact } of rows) {
      const persons = fact === null ? [{ subject }] : factsOf(JSON.parse(fact as string) as Note);
      for (const one of persons) opened.set(one.subject as string, at as number);
    }
    this.#opened.set(countedAs(by), opened);
    return opened;
  }

  /** Whether one more search would be one too many for the subject; a repeated request may already have been noted. */
  isSearchingInBulk(by: Acting, request: string, now: number): boolean {
    this.#act(by, now);
    const row = this.#db.first(
      `SELECT count(*) AS searches FROM accesses WHERE ${OF_PERSON} AND at > ? AND at < ? AND outcome = 'SEARCHED' AND instr(fact, ?) = 0`,
      ...[by.id, countedAs(by), now - BULK_WINDOW_MS, now + BULK_WINDOW_MS, request],
    );
    return (row!['searches'] as number) >= BULK_SEARCHES_MAX;
  }

  /**
   * Whether this name would be one too many with a surname that the subject has looked for; if not, it is remembered for the window,
   * as tokens only. Within the caller's transaction.
   */
  isOfOneSurname(by: Acting, surnames: readonly Buffer[], token: Buffer, now: number): boolean {
    this.#db.run('DELETE FROM searches WHERE at <= ? OR at >= ?', now - BULK_WINDOW_MS, now + BULK_WINDOW_MS);
    const isTooMany = surnames.some((surname) => {
      const row = this.#db.first(
        'SELECT count(*) AS names FROM searches WHERE actor = ? AND surname = ? AND token <> ?',
        ...[countedAs(by), surname, token],
      );
      return (row!['names'] as number) >= SAME_SURNAME_MAX;
    });
    if (isTooMany) return true;
    for (const surname of surnames) {
      this.#db.run(
        'INSERT OR REPLACE INTO searches (actor, surname, token, at) VALUES (?, ?, ?, ?)',
        ...[countedAs(by), surname, token, now],
      );
    }
    return false;
  }

  /** The accesses of an entity, the oldest first, after `after`; not the reader's own. */
  list(entity: string, after: number, first: number, reader: Acting): readonly Access[] {
    const found: Access[] = [];
    for (let through = after; ;) {
      const rows = this.#db.all(
        'SELECT number, fact, hash FROM accesses WHERE entity = ? AND number > ? AND actor <> ? ORDER BY number LIMIT ?',
        ...[entity, through, reader.id, first],
      );
      found.push(...accessesIn(rows, reader).filter(({ number }) => number > after));
      if (found.length >= first || rows.length < first) return found.slice(0, first);
      through = rows.at(-1)!['number'] as number;
    }
  }

  /**
   * Those to one person; not the reader's own. The notes are looked through in stretches, one in each turn, whoever asks; asked again, only what has been
   * noted since. Once nobody waits for it any longer it stops there.
   */
  async listOf(
    subject: string,
    entity: string,
    after: number,
    first: number,
    reader: Acting,
    isAwaited: () => boolean = () => true,
  ): Promise<readonly Access[]> {
    const key = JSON.stringify([entity, subject, after, reader.id]);
    const search = this.#searches.get(key) ?? { through: after, found: [] };
    this.#searches.set(key, search);
    const last = (this.#db.first('SELECT max(number) AS last FROM accesses')!['last'] ?? 0) as number;
    for (;;) {
      await (this.#turn = this.#turn.then(() => nextTurn()));
      // Meanwhile somebody else may have come further with the same search.
      if (search.found.length >= first || search.through >= last || !isAwaited()) break;
      const to = Math.min(search.through + LOOKED_THROUGH_AT_ONCE, last);
      // One row more: in the first, the persons after `after` may not be the subject.
      const limit = first - search.found.length + 1;
      const rows = this.#db.all(
        'SELECT number, fact, hash FROM accesses WHERE entity = ? AND number > ? AND number <= ? AND (subject = ? OR subject IS NULL AND instr(fact, ?) > 0) ORDER BY number LIMIT ?',
        ...[entity, search.through, to, subject, subject, limit],
      );
      const accesses = accessesIn(rows, reader);
      search.found.push(...accesses.filter((one) => one.number > after && one.subject === subject));
      search.through = rows.length < limit ? to : (rows.at(-1)!['number'] as number);
    }
    return search.found.slice(0, first);
  }

  /**
   * Proves the chain, and that it goes on from the heads that were kept: of notes that were cut off at the end the chain itself says
   * nothing. How far it goes, or one sentence for each thing that is not as it was noted.
   */
  proven(kept: readonly Head[] = []): { readonly head?: Head; readonly faults: readonly string[] } {
    let [before, last]: [Uint8Array, number] = [FIRST_HASH, 0];
    const broken = () => ({ faults: [`the chain breaks at number ${last + 1}`] });
    for (;;) {
      const rows = this.#db.all(
        'SELECT * FROM accesses WHERE number > ? ORDER BY number LIMIT ?',
        ...[last, PROVEN_AT_ONCE],
      );
      for (const row of rows) {
        const [number, fact] = [row['number'] as number, row['fact'] as string];
        const hash = row['hash'] as Uint8Array;
        if (!linked(before, number, fact).equals(hash)) return broken();
        const note = JSON.parse(fact) as Note;
        if (number !== last + factsOf(note).length || !isFiledAs(row, note)) return broken();
        [before, last] = [hash, number];
      }
      if (rows.length < PROVEN_AT_ONCE) break;
    }
    const head = { number: last, hash: Buffer.from(before).toString('hex') };
    return { head, faults: kept.flatMap((one) => this.#faultAt(one, last)) };
  }

  #faultAt({ number, hash }: Head, last: number): readonly string[] {
    if (number > last) return [`the notes end at number ${last}, before the kept head of number ${number}`];
    if (number === 0) return [];
    // Several persons of one note have one hash.
    const row = this.#db.first('SELECT hash FROM accesses WHERE number >= ? ORDER BY number LIMIT 1', number);
    if (row && hexOf(row) === hash) return [];
    return [`up to number ${number} these are not the notes whose head was kept`];
  }
}

/** Who acts: under a pseudonym of one institution, and the person, whichever institution they act for (ADR 200). */
type Acting = Pick<Subject, 'id' | 'person'>;

/** Notes of one person: under the given pseudonym, and under others of the same person. */
const OF_PERSON = '(actor = ? OR actor IN (SELECT actor FROM acting WHERE person = ?))';

function countedAs({ id, person = id }: Acting): string {
  return person;
}

/** What a clock noted that was further ahead, and was set back, counts no more than what is as old. */
function isWithin(ms: number, at: number, now: number): boolean {
  return Math.abs(now - at) < ms;
}

/** As if it had been noted then: what of a note is the same when the request is repeated. */
function asOf(at: number, { whose: _whose, ...note }: Note): string {
  return JSON.stringify({ ...note, at });
}

function noteOf(common: Alike['common'], persons: readonly Person[]): Note {
  return persons.length === 1 ? { ...common, ...persons[0]! } : { ...common, ...shared(persons) };
}

/** One fact for each person in a note. */
function factsOf(note: Note): readonly Fact[] {
  if (!('persons' in note)) return [note];
  const { persons, ...common } = note;
  return persons.map((person) => ({ ...common, ...person }) as Fact);
}

/** Fields that all of them have in common are stated once. */
function shared(
  persons: readonly Person[],
): Partial<Person> & { readonly persons: readonly Partial<Person>[] } {
  const { fields } = persons[0]!;
  if (persons.some((person) => person.fields !== fields)) return { persons };
  return { fields, persons: persons.map(({ stream, subject }) => ({ stream, subject })) };
}

/** The columns by which it is found, which the chain does not cover, say the same as the note. */
function isFiledAs({ at, entity, actor, subject, outcome }: Row, note: Note): boolean {
  return (
    at === note.at &&
    entity === note.entity &&
    actor === note.actor &&
    outcome === note.outcome &&
    subject === ('persons' in note ? null : note.subject)
  );
}

function linked(before: Uint8Array, number: number, fact: string): Buffer {
  return digestOf('sha256', Buffer.concat([before, Buffer.from(`${number}\n${fact}`)]), 'buffer');
}

/** Without the reader's own, in whichever institution they opened. */
function accessesIn(rows: readonly Row[], reader: Acting): readonly Access[] {
  return rows.flatMap((row) => {
    const note = JSON.parse(row['fact'] as string) as Note;
    return isOf(reader, note) ? [] : accessesOf(row, note);
  });
}

function isOf({ id, person }: Acting, { actor, at, whose }: Note): boolean {
  return actor === id || (person !== undefined && whose === personNoted(actor, at, person));
}

/** The row has the number of its last access. */
function accessesOf(row: Row, note: Note): readonly Access[] {
  const facts = factsOf(note);
  const [before, hash] = [(row['number'] as number) - facts.length, hexOf(row)];
  return facts.map(({ entity: _entity, request: _request, whose: _whose, ...fact }, index) => ({
    ...fact,
    number: before + index + 1,
    hash,
  }));
}

function hexOf(row: Row): string {
  return Buffer.from(row['hash'] as Uint8Array).toString('hex');
}
