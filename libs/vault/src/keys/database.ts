import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

const BUSY_TIMEOUT_MS = 5_000;
export const OWNER_ONLY_MODE = 0o600;
/** From version 2, a note of accesses may be about several persons; from 3, search tokens say of which sealed text they are. */
export const VAULT_VERSION = 3;

/**
 * Keys, fences, search tokens (in `found_by` those from before version 3, of which it is not known of which sealed text), recent searches by surname, accesses, under which pseudonyms a person acts, stops, and whether it is a restored backup. `secure_delete`
 * overwrites what is deleted with zeros, so that a destroyed key does not remain in a free page.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS authority_keys (
  id TEXT PRIMARY KEY, root TEXT NOT NULL, authority TEXT NOT NULL, year INTEGER NOT NULL,
  version INTEGER NOT NULL, wrapped BLOB NOT NULL, since INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS authority_keys_of ON authority_keys (root, authority, year, since);
CREATE TABLE IF NOT EXISTS subject_keys (
  id TEXT PRIMARY KEY, subject TEXT NOT NULL, authority TEXT NOT NULL, class TEXT NOT NULL,
  authority_key TEXT NOT NULL, wrapped BLOB, since INTEGER NOT NULL, destroyed INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS subject_keys_of ON subject_keys (subject, authority, class);
CREATE INDEX IF NOT EXISTS subject_keys_under ON subject_keys (authority_key);
CREATE TABLE IF NOT EXISTS subjects (
  subject TEXT PRIMARY KEY, blocked TEXT, held TEXT, folio TEXT, erased INTEGER, review INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS erasures (
  subject TEXT PRIMARY KEY, request TEXT NOT NULL, fingerprints TEXT NOT NULL, asked INTEGER NOT NULL, certificate TEXT) STRICT;
CREATE TABLE IF NOT EXISTS index_keys (
  entity TEXT NOT NULL, field TEXT NOT NULL, version INTEGER NOT NULL, wrapped BLOB NOT NULL,
  PRIMARY KEY (entity, field)) STRICT;
CREATE TABLE IF NOT EXISTS found_by (
  entity TEXT NOT NULL, field TEXT NOT NULL, token BLOB NOT NULL, subject TEXT NOT NULL, stream TEXT NOT NULL,
  PRIMARY KEY (entity, field, token, stream)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS found_by_subject ON found_by (subject);
CREATE TABLE IF NOT EXISTS found_in (
  entity TEXT NOT NULL, field TEXT NOT NULL, token BLOB NOT NULL, subject TEXT NOT NULL, stream TEXT NOT NULL,
  mark TEXT NOT NULL, PRIMARY KEY (entity, field, token, stream, mark)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS found_in_subject ON found_in (subject);
CREATE TABLE IF NOT EXISTS searches (
  actor TEXT NOT NULL, surname BLOB NOT NULL, token BLOB NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (actor, surname, token)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS searches_of ON searches (token);
CREATE INDEX IF NOT EXISTS searches_at ON searches (at);
CREATE TABLE IF NOT EXISTS accesses (
  number INTEGER PRIMARY KEY, at INTEGER NOT NULL, entity TEXT NOT NULL, actor TEXT NOT NULL, subject TEXT,
  outcome TEXT NOT NULL, fact TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS accesses_of ON accesses (entity, number);
CREATE INDEX IF NOT EXISTS accesses_by ON accesses (actor, at);
CREATE TABLE IF NOT EXISTS stops (
  number INTEGER PRIMARY KEY, at INTEGER NOT NULL, entity TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL,
  municipality TEXT, told INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS acting (
  person TEXT NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (person, actor)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS stops_of ON stops (actor, entity, reason, at);
CREATE INDEX IF NOT EXISTS stops_untold ON stops (number) WHERE told = 0;
CREATE TABLE IF NOT EXISTS signing (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, wrapped BLOB NOT NULL, public TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS restored (at INTEGER NOT NULL) STRICT;
`;

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const OUTERMOST = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'] as const;
const WITHIN = ['SAVEPOINT within', 'RELEASE within', 'ROLLBACK TO within; RELEASE within'] as const;

export type Value = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, Value>>;

/** One SQLite file with its prepared statements. */
export interface KeyDatabase {
  run(sql: string, ...values: readonly Value[]): number;
  first(sql: string, ...values: readonly Value[]): Row | undefined;
  all(sql: string, ...values: readonly Value[]): readonly Row[];
  /** All or nothing, on the disk when it returns; a nested one becomes durable with the outer one. */
  transaction<T>(work: () => T): T;
  /** `then` is called after work was rolled back: what was remembered from it no longer holds. */
  onUndone(then: () => void): void;
  /** Empties the write-ahead log, with the old pages in it; false, at once, while somebody else reads or writes. */
  truncateLog(): boolean;
  backup(to: string): void;
  close(): void;
}

/**
 * The vault's file, for its own user alone; what is committed is on the disk.
 *
 * @throws where only its write-ahead log is left: SQLite would take the file for a new one, and delete the log.
 */
export function openKeyDatabase(file: string): KeyDatabase {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0)
    throw new Error(
      `${file} is gone, and what was newest of these keys lies in ${file}-wal: put a backup back`,
    );
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA mmap_size = 0',
  );
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > VAULT_VERSION) {
    db.close();
    throw new Error(`${file} was written by a newer vault (version ${version})`);
  }
  db.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${VAULT_VERSION}; COMMIT`);
  for (const path of [file, `${file}-wal`, `${file}-shm`])
    if (existsSync(path)) chmodSync(path, OWNER_ONLY_MODE);
  const statements = new Map<string, StatementSync>();
  const afterwards: (() => void)[] = [];
  const statement = (sql: string) => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  return {
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
    first: (sql, ...values) => statement(sql).get(...values) as Row | undefined,
    all: (sql, ...values) => statement(sql).all(...values) as Row[],
    transaction(work) {
      const [begin, commit, rollback] = db.isTransaction ? WITHIN : OUTERMOST;
      statement(begin).run();
      try {
        const result = work();
        statement(commit).run();
        return result;
      } catch (error) {
        if (db.isTransaction) db.exec(rollback);
        for (const then of afterwards) then();
        throw error;
      }
    },
    onUndone: (then) => void afterwards.push(then),
    truncateLog() {
      db.exec('PRAGMA busy_timeout = 0');
      try {
        const { busy } = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
        return busy === 0;
      } finally {
        db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      }
    },
    backup(to) {
      db.prepare('VACUUM INTO ?').run(to);
      chmodSync(to, OWNER_ONLY_MODE);
    },
    close() {
      statements.clear();
      db.close();
    },
  };
}
