import canonicalize from 'canonicalize';
import { createHash, createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyDatabase } from '../keys/database.ts';
import { type Keyring, SIGNING_KEY } from '../keys/keyring.ts';
import { type Roots, rootOf } from '../keys/roots.ts';
import { Certificate, type EraseAnswer, EraseRequest, type HoldRequest } from '../wire.ts';
import type { Fences } from './fences.ts';

/** When a legal hold has to be reviewed again. */
const REVIEW_AFTER_MS = 180 * 86_400_000;

/** The folio under which a subject was erased, and whether it is blocked. */
export interface Standing {
  readonly folio: string | null;
  readonly isBlocked: boolean;
}

/** The keys were restored from a backup, and nothing is opened until the decisions about persons made since have been given. */
export class DecisionsUntold extends Error {
  override readonly name = 'DecisionsUntold';
}

/** Fences, destroys, evicts, drops search tokens, empties the write-ahead log, tries to open: then signs. Each step can be repeated. */
export class Erasing {
  readonly #db: KeyDatabase;
  readonly #keyring: Keyring;
  readonly #fences: Fences;
  readonly #roots: Roots;
  /** When the keys were restored from a backup, until the decisions made since have been given. */
  #restoredAt: number | null;

  constructor(db: KeyDatabase, keyring: Keyring, fences: Fences, roots: Roots) {
    this.#db = db;
    this.#keyring = keyring;
    this.#fences = fences;
    this.#roots = roots;
    this.#restoredAt = this.#readRestored();
  }

  /** @throws {DecisionsUntold} while it might open what was blocked or erased since the backup. */
  mustKnowDecisions(): void {
    if (this.#restoredAt !== null)
      throw new DecisionsUntold('restored, and not told yet what was decided of persons since');
  }

  /** When the keys were restored; null once all decisions have been given for that restoration. */
  restoredAt(told: number | null): number | null {
    if (told !== null) {
      this.#db.transaction(() => this.#db.run('DELETE FROM restored WHERE at <= ?', told));
      this.#restoredAt = this.#readRestored();
    }
    return this.#restoredAt;
  }

  #readRestored(): number | null {
    return this.#db.first('SELECT max(at) AS at FROM restored')!['at'] as number | null;
  }

  /**
   * Before anything is answered, erases what a crash left half done and what a restored backup brought back. Answers how many are
   * complete; of the others the keys are destroyed.
   */
  resume(now: number): number {
    const begun = this.#db.all('SELECT request FROM erasures WHERE certificate IS NULL');
    const fenced = this.#fences.all();
    const missing = fenced.filter(({ subject }) => !this.#isDestroyed(subject));
    const left = [
      ...begun.map(({ request }) => EraseRequest.parse(JSON.parse(request as string))),
      ...missing,
    ];
    return left.filter((request) => this.#complete(request, now) !== undefined).length;
  }

  erase(request: EraseRequest, now: number): EraseAnswer {
    const known = this.#certificateOf(request.subject);
    if (known) return { outcome: 'COMPLETE', certificate: known };
    const held = this.#standing(request.subject, 'held');
    if (held !== null) return { outcome: 'HELD', order: held };
    const certificate = this.#complete(request, now);
    return certificate ? { outcome: 'COMPLETE', certificate } : { outcome: 'INCOMPLETE' };
  }

  /** Bloqueo: opened by nobody until it is lifted. A legal hold: not erased until it is released. */
  hold({ subject, change, order }: HoldRequest, now: number): void {
    const column = change === 'BLOCK' || change === 'UNBLOCK' ? 'blocked' : 'held';
    const value = change === 'BLOCK' || change === 'HOLD' ? order : null;
    // A hold that is repeated has been reviewed again.
    if (change !== 'HOLD' && this.#standing(subject, column) === value) return;
    this.#db.transaction(() => {
      this.#db.run('INSERT OR IGNORE INTO subjects (subject) VALUES (?)', subject);
      this.#db.run(`UPDATE subjects SET ${column} = ? WHERE subject = ?`, value, subject);
      if (column === 'held') {
        this.#db.run(
          'UPDATE subjects SET review = ? WHERE subject = ?',
          value === null ? null : now + REVIEW_AFTER_MS,
          subject,
        );
      }
    });
  }

  #standing(subject: string, column: 'blocked' | 'held'): string | null {
    const row = this.#db.first(`SELECT ${column} AS told FROM subjects WHERE subject = ?`, subject);
    return (row?.['told'] ?? null) as string | null;
  }

  /** Whether anything was ever sealed for the subject, even if it was erased since. */
  keeps(subject: string): boolean {
    return this.#db.first('SELECT 1 FROM subject_keys WHERE subject = ? LIMIT 1', subject) !== undefined;
  }

  /** For those subjects that have something that prevents an opening. */
  standingsOf(subjects: readonly string[]): ReadonlyMap<string, Standing> {
    const rows = this.#db.all(
      'SELECT subject, folio, blocked FROM subjects WHERE subject IN (SELECT value FROM json_each(?))',
      JSON.stringify(subjects),
    );
    return new Map(
      rows.map(({ subject, folio, blocked }) => [
        subject as string,
        { folio: folio as string | null, isBlocked: blocked !== null },
      ]),
    );
  }

  /** Undefined while somebody reads the keys, as they were before: it is asked for again. */
  #complete(request: EraseRequest, now: number): Certificate | undefined {
    const { subject } = request;
    const known = this.#certificateOf(subject);
    this.#db.transaction(() =>
      this.#db.run(
        'INSERT OR IGNORE INTO erasures (subject, request, fingerprints, asked) VALUES (?, ?, ?, ?)',
        ...[subject, JSON.stringify(request), '[]', now],
      ),
    );
    if (!this.#fences.all().some((fence) => fence.subject === subject)) this.#fences.add(request);
    if (!this.#isDestroyed(subject)) this.#destroy(request, now);
    if (!this.#db.truncateLog()) return undefined;
    if (this.#keyring.holdsKeysOf(subject)) throw new Error('a key of an erased subject is still there');
    if (known) return known;
    const certificate = this.#signed(request, now);
    this.#db.run(
      'UPDATE erasures SET certificate = ? WHERE subject = ?',
      JSON.stringify(certificate),
      subject,
    );
    return certificate;
  }

  /** All of it or nothing: where there is a folio and no key, nothing else is left either. */
  #isDestroyed(subject: string): boolean {
    return this.#keyring.folioOf(subject) !== undefined && !this.#keyring.holdsKeysOf(subject);
  }

  #destroy({ subject, folio }: EraseRequest, now: number): void {
    this.#db.transaction(() => {
      this.#db.run('INSERT OR IGNORE INTO subjects (subject) VALUES (?)', subject);
      this.#db.run(
        'UPDATE subjects SET folio = ?, erased = coalesce(erased, ?) WHERE subject = ?',
        folio,
        now,
        subject,
      );
      const fingerprints = this.#keyring.destroy(subject, now);
      this.#db.run(
        'UPDATE erasures SET fingerprints = ? WHERE subject = ?',
        JSON.stringify(fingerprints),
        subject,
      );
      this.#db.run(
        'DELETE FROM searches WHERE token IN (SELECT token FROM found_by WHERE subject = ? UNION ALL SELECT token FROM found_in WHERE subject = ?)',
        ...[subject, subject],
      );
      this.#db.run('DELETE FROM found_by WHERE subject = ?', subject);
      this.#db.run('DELETE FROM found_in WHERE subject = ?', subject);
    });
  }

  #signed({ subject, folio, basis, by, witness }: EraseRequest, now: number): Certificate {
    const { fingerprints } = this.#db.first('SELECT fingerprints FROM erasures WHERE subject = ?', subject)!;
    const destroyed = JSON.parse(fingerprints as string) as readonly string[];
    const { key } = signingKey(this.#db, this.#roots);
    const statement = {
      ...{ folio, basis, by, witness, at: now, destroyed: destroyed.length },
      binding: createHmac('sha256', folio).update(subject).digest('hex'),
      keys: createHash('sha256').update(destroyed.join('\n')).digest('hex'),
    };
    const signature = sign(null, Buffer.from(canonicalize(statement)!), createPrivateKey(key)).toString(
      'base64url',
    );
    return { ...statement, signature };
  }

  #certificateOf(subject: string): Certificate | undefined {
    const text = this.#db.first('SELECT certificate FROM erasures WHERE subject = ?', subject)?.[
      'certificate'
    ];
    return typeof text === 'string' ? Certificate.parse(JSON.parse(text)) : undefined;
  }
}

/** Made for the first certificate, kept wrapped; a certificate is verified with the public part. */
function signingKey(db: KeyDatabase, roots: Roots): { readonly key: string; readonly publicKey: string } {
  const root = rootOf.PERSONAL;
  const row = db.first('SELECT version, wrapped, public FROM signing');
  if (row) {
    const wrapped = { version: row['version'] as number, bytes: Buffer.from(row['wrapped'] as Uint8Array) };
    return {
      key: roots.unwrap(root, wrapped, SIGNING_KEY).toString('utf8'),
      publicKey: row['public'] as string,
    };
  }
  const pair = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const { version, bytes } = roots.wrap(root, Buffer.from(pair.privateKey), SIGNING_KEY);
  db.run(
    'INSERT INTO signing (id, version, wrapped, public) VALUES (1, ?, ?, ?)',
    version,
    bytes,
    pair.publicKey,
  );
  return { key: pair.privateKey, publicKey: pair.publicKey };
}
