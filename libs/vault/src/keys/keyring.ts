import type { DataClass } from '@proximidad/eventsourcing';
import { createHash, hkdfSync, type KeyObject, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { KeyDatabase, Row } from './database.ts';
import {
  heldKey,
  newKey,
  rootOf,
  type RootName,
  type Roots,
  ROOTS,
  unwrapKey,
  type Wrapped,
  wrapKey,
} from './roots.ts';

/** How long unwrapped keys are kept, whether used or not. */
const KEPT_MS = 60_000;
/** Keys of persons that are kept unwrapped. */
const SUBJECT_KEYS_KEPT_MAX = 10_000;
/** Keys of institutions that are kept unwrapped. */
const AUTHORITY_KEYS_KEPT_MAX = 500;
/** Keys rewrapped in one transaction: the vault answers between two of them. */
const REWRAPPED_PER_TURN = 500;

/** What the key that signs certificates is wrapped for. */
export const SIGNING_KEY = 'signing-key';

/** Nothing can be sealed for somebody who was erased. */
export class Erased extends Error {
  override readonly name = 'Erased';
}

export interface SubjectKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** A person's key that is kept unwrapped, and what it opens. */
interface Kept {
  readonly key: KeyObject;
  readonly subject: string;
  readonly class: DataClass;
}

/**
 * root → key of an authority and year → key of a subject, authority and class. Only the last one seals values; each is
 * kept wrapped by the one above it.
 */
export class Keyring {
  readonly #db: KeyDatabase;
  readonly #roots: Roots;
  readonly #subjectKeys = new LRUCache<string, Kept>({ max: SUBJECT_KEYS_KEPT_MAX, ttl: KEPT_MS });
  readonly #authorityKeys = new LRUCache<string, KeyObject>({ max: AUTHORITY_KEYS_KEPT_MAX, ttl: KEPT_MS });

  constructor(db: KeyDatabase, roots: Roots) {
    this.#db = db;
    this.#roots = roots;
  }

  /** The key that seals new values of a subject; made when there is none. @throws {Erased} */
  sealing(subject: string, authority: string, dataClass: DataClass, now: number): SubjectKey {
    if (this.folioOf(subject) !== undefined) throw new Erased('the subject was erased');
    const known = this.#db.first(
      'SELECT id, wrapped, authority_key FROM subject_keys WHERE subject = ? AND authority = ? AND class = ? AND destroyed IS NULL ORDER BY since DESC LIMIT 1',
      ...[subject, authority, dataClass],
    );
    if (known) return { id: known['id'] as string, key: this.#unwrapped(known, subject, dataClass) };
    const id = randomUUID().replaceAll('-', '');
    const above = this.#authorityKey(rootOf[dataClass], authority, now);
    const bytes = newKey();
    this.#db.run(
      'INSERT INTO subject_keys (id, subject, authority, class, authority_key, wrapped, since) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[id, subject, authority, dataClass, above.id, wrapKey(above.key, bytes, id), now],
    );
    return { id, key: this.#keep(id, { key: heldKey(bytes), subject, class: dataClass }) };
  }

  /** The key with this id, if it belongs to this subject and class and was not destroyed. */
  opening(id: string, subject: string, dataClass: DataClass): KeyObject | undefined {
    const kept = this.#subjectKeys.get(id);
    if (kept) return kept.subject === subject && kept.class === dataClass ? kept.key : undefined;
    const row = this.#db.first(
      'SELECT id, wrapped, authority_key, subject, class FROM subject_keys WHERE id = ?',
      id,
    );
    if (row?.['subject'] !== subject || row['class'] !== dataClass || row['wrapped'] === null)
      return undefined;
    return this.#unwrapped(row, subject, dataClass);
  }

  /** The folio under which the subject was erased; undefined for one who was not. */
  folioOf(subject: string): string | undefined {
    const folio = this.#db.first('SELECT folio FROM subjects WHERE subject = ?', subject)?.['folio'];
    return typeof folio === 'string' ? folio : undefined;
  }

  /** The key for a field in an entity; with it equal values give equal tokens. */
  indexing(entity: string, field: string): KeyObject {
    const about = `index:${entity}:${field}`;
    const row = this.#db.first(
      'SELECT version, wrapped FROM index_keys WHERE entity = ? AND field = ?',
      entity,
      field,
    );
    if (row) return heldKey(this.#roots.unwrap('general', wrappedIn(row), about));
    const key = newKey();
    const { version, bytes } = this.#roots.wrap('general', key, about);
    this.#db.run(
      'INSERT INTO index_keys (entity, field, version, wrapped) VALUES (?, ?, ?, ?)',
      entity,
      field,
      version,
      bytes,
    );
    return heldKey(key);
  }

  /** Destroys every key of a subject: the rows stay, so that an erased subject differs from an unknown one. Answers the keys' fingerprints. */
  destroy(subject: string, now: number): readonly string[] {
    const rows = this.#db.all('SELECT id, wrapped FROM subject_keys WHERE subject = ? ORDER BY id', subject);
    this.#db.run(
      'UPDATE subject_keys SET wrapped = NULL, destroyed = coalesce(destroyed, ?) WHERE subject = ?',
      now,
      subject,
    );
    for (const { id } of rows) this.#subjectKeys.delete(id as string);
    return rows.map(({ id }) => fingerprint(id as string));
  }

  holdsKeysOf(subject: string): boolean {
    return (
      this.#db.first('SELECT 1 FROM subject_keys WHERE subject = ? AND wrapped IS NOT NULL', subject) !==
      undefined
    );
  }

  /** Forgets all unwrapped keys. */
  evictAll(): void {
    this.#subjectKeys.clear();
    this.#authorityKeys.clear();
  }

  /** Makes new keys for each authority and rewraps the subjects' keys with them; values stay as they are. Answers how many. */
  async rotate(now: number, pause: () => Promise<void>): Promise<number> {
    this.#authorityKeys.clear();
    let count = 0;
    const before = this.#db.all('SELECT id, root, authority FROM authority_keys WHERE since < ?', now);
    for (const { id, root, authority } of before as readonly {
      id: string;
      root: RootName;
      authority: string;
    }[]) {
      for (;;) {
        const turn = this.#db.transaction(() => this.#rewrapped(id, root, authority, now));
        count += turn;
        if (turn < REWRAPPED_PER_TURN) break;
        await pause();
      }
    }
    return count + this.#rewrapUnderRoot();
  }

  /** In the last turn the old key goes, too. */
  #rewrapped(from: string, root: RootName, authority: string, now: number): number {
    const above = this.#authorityKey(root, authority, now, now);
    const old = this.#authorityKeyNamed(from);
    const rows = this.#db.all(
      'SELECT id, wrapped FROM subject_keys WHERE authority_key = ? AND wrapped IS NOT NULL LIMIT ?',
      ...[from, REWRAPPED_PER_TURN],
    );
    for (const { id, wrapped } of rows as readonly { id: string; wrapped: Uint8Array }[]) {
      const key = unwrapKey(old, Buffer.from(wrapped), id);
      this.#db.run(
        'UPDATE subject_keys SET wrapped = ?, authority_key = ? WHERE id = ?',
        wrapKey(above.key, key, id),
        above.id,
        id,
      );
      key.fill(0);
    }
    if (rows.length < REWRAPPED_PER_TURN) this.#db.run('DELETE FROM authority_keys WHERE id = ?', from);
    return rows.length;
  }

  /** The keys that hang from the root itself: those of search, and the one that signs certificates. */
  #rewrapUnderRoot(): number {
    const rows = this.#db.all('SELECT entity, field, version, wrapped FROM index_keys');
    for (const row of rows) {
      const { version, bytes } = this.#anew(
        row,
        `index:${row['entity'] as string}:${row['field'] as string}`,
      );
      this.#db.run(
        'UPDATE index_keys SET version = ?, wrapped = ? WHERE entity = ? AND field = ?',
        version,
        bytes,
        row['entity']!,
        row['field']!,
      );
    }
    const signing = this.#db.first('SELECT version, wrapped FROM signing');
    if (!signing) return rows.length;
    const { version, bytes } = this.#anew(signing, SIGNING_KEY);
    this.#db.run('UPDATE signing SET version = ?, wrapped = ?', version, bytes);
    return rows.length + 1;
  }

  #anew(row: Row, about: string): Wrapped {
    const key = this.#roots.unwrap('general', wrappedIn(row), about);
    const wrapped = this.#roots.wrap('general', key, about);
    key.fill(0);
    return wrapped;
  }

  #unwrapped(row: Row, subject: string, dataClass: DataClass): KeyObject {
    const id = row['id'] as string;
    const known = this.#subjectKeys.get(id);
    if (known) return known.key;
    const above = this.#authorityKeyNamed(row['authority_key'] as string);
    const key = heldKey(unwrapKey(above, Buffer.from(row['wrapped'] as Uint8Array), id));
    return this.#keep(id, { key, subject, class: dataClass });
  }

  #keep(id: string, kept: Kept): KeyObject {
    this.#subjectKeys.set(id, kept);
    return kept.key;
  }

  /** The key for this year, made when there has been none since `since`. */
  #authorityKey(root: RootName, authority: string, now: number, since = 0): SubjectKey {
    const year = new Date(now).getUTCFullYear();
    const row = this.#db.first(
      'SELECT id FROM authority_keys WHERE root = ? AND authority = ? AND year = ? AND since >= ? ORDER BY since DESC LIMIT 1',
      ...[root, authority, year, since],
    );
    if (row) return { id: row['id'] as string, key: this.#authorityKeyNamed(row['id'] as string) };
    const id = randomUUID().replaceAll('-', '');
    const made = newKey();
    const { version, bytes } = this.#roots.wrap(root, made, id);
    const key = heldKey(made);
    this.#db.run(
      'INSERT INTO authority_keys (id, root, authority, year, version, wrapped, since) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[id, root, authority, year, version, bytes, now],
    );
    this.#authorityKeys.set(id, key);
    return { id, key };
  }

  #authorityKeyNamed(id: string): KeyObject {
    const known = this.#authorityKeys.get(id);
    if (known) return known;
    const row = this.#db.first('SELECT root, version, wrapped FROM authority_keys WHERE id = ?', id);
    if (!row) throw new Error('a key hangs from none');
    const root = ROOTS.find((name) => name === row['root'])!;
    const key = heldKey(this.#roots.unwrap(root, wrappedIn(row), id));
    this.#authorityKeys.set(id, key);
    return key;
  }
}

/** Identifies a key without revealing anything of it. */
export function fingerprint(keyId: string): string {
  return createHash('sha256').update(`subject-key:${keyId}`).digest('hex');
}

/** The key for the MAC that equal values of one subject share; it is gone with the subject's key. */
export function macKeyOf(key: KeyObject): KeyObject {
  return heldKey(Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'proximidad-mac', 32)));
}

function wrappedIn(row: Row) {
  return { version: row['version'] as number, bytes: Buffer.from(row['wrapped'] as Uint8Array) };
}
