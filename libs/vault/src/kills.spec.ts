import { idFor, subjectToken } from '@proximidad/eventsourcing';
import { bareEnvironment, passportFor, taskIn, testPassportJwks } from '@proximidad/testing';
import type { Subject } from '@proximidad/policy';
import { sized } from '@proximidad/testing/sizes';
import canonicalize from 'canonicalize';
import { type ChildProcess, fork } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Vault, vaultClient, VaultUnavailable } from './client.ts';
import { newCredential, type VaultCredential } from './credential.ts';
import { openKeyDatabase } from './keys/database.ts';
import { Accesses } from './server/accesses.ts';
import { auditor } from './testing/who-asks.ts';
import type { Access, Certificate, OpenItem, SealedValue, SealItem } from './wire.ts';

/* T18 and T20: a vault in a process of its own is killed while it opens values and while it erases. */

const OPENINGS = sized(200, 10_000);
const SHREDDED = sized(20, 1_000);
const KILLS = sized(3, 15);
const ASKERS = 8;
/** Nobody may open data on more than fifty people an hour. */
const PERSONS = 40;
const TEST_TIMEOUT_MS = 900_000;

/** A vault that is started, killed, and started again on what it kept. */
class Killed {
  readonly folder = mkdtempSync(join(tmpdir(), 'proximidad-killed-'));
  readonly #credentials = new Map<string, VaultCredential>();
  readonly #clients = new Map<string, Vault>();
  #process: ChildProcess | undefined;
  #port = 0;
  /** Resolves once it is listening, to the number of erasures completed at its last start. */
  up: Promise<number> = Promise.resolve(0);

  async begin(): Promise<void> {
    const callers = [];
    for (const [name, categories, grants] of [
      ['incidents', ['call'], ['seal', 'open', 'find']],
      ['authorities', [], ['erase']],
    ] as const) {
      const { credential, key } = await newCredential(name);
      this.#credentials.set(name, credential);
      callers.push({ name, key, categories, grants });
    }
    writeFileSync(this.#in('callers.json'), JSON.stringify({ callers }));
    writeFileSync(this.#in('passport.json'), JSON.stringify(testPassportJwks));
    this.start();
    await this.up;
  }

  start(): void {
    this.up = this.#started();
    this.up.catch(() => undefined);
  }

  async #started(): Promise<number> {
    const child = fork(join(import.meta.dirname, 'main.ts'), ['serve'], {
      env: {
        ...bareEnvironment(),
        ...{ PROXIMIDAD_DATA: this.folder, PORT: String(this.#port) },
        ...{ VAULT_CALLERS: this.#in('callers.json'), PASSPORT_KEYS: this.#in('passport.json') },
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout! })) {
      const said = JSON.parse(line) as { message: string; port: number; resumed: number };
      if (said.message !== 'listening') continue;
      this.#port = said.port;
      return said.resumed;
    }
    throw new Error('the vault ended before it listened');
  }

  async kill(): Promise<void> {
    const child = this.#process!;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** A client like that of a service that outlives the kills, with one connection that it keeps. */
  as(service: 'incidents' | 'authorities'): Vault {
    const client =
      this.#clients.get(service) ??
      vaultClient({
        url: `http://127.0.0.1:${this.#port}`,
        credential: this.#credentials.get(service)!,
      });
    this.#clients.set(service, client);
    return client;
  }

  get file(): string {
    return join(this.folder, 'vault', 'vault.db');
  }

  /** Every byte that the vault keeps. */
  bytes(): readonly Buffer[] {
    const folder = join(this.folder, 'vault');
    return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #in(name: string): string {
    return join(this.folder, name);
  }
}

let vault: Killed;
beforeEach(async () => {
  vault = new Killed();
  await vault.begin();
}, TEST_TIMEOUT_MS);
afterEach(() => vault.end());

const operator: Subject = { id: 'p-operator', role: 'operator', entity: '09', purpose: 'DISPATCH' };
const field = { event: 'CallReceived', path: 'caller.number', class: 'PERSONAL' } as const;

async function sealed(count: number): Promise<readonly OpenItem[]> {
  const items = Array.from({ length: count }, (_, n): SealItem => {
    const id = idFor('09', 'killed', n);
    const where = { stream: `call_${id}`, subject: subjectToken(id, 'caller') };
    return { ...field, ...where, authority: 'seguridad-09', value: `"+5255${n}"`, found: `"+5255${n}"` };
  });
  const values: SealedValue[] = [];
  for (let from = 0; from < count; from += 200)
    values.push(...(await vault.as('incidents').seal(items.slice(from, from + 200))));
  return items.map(({ stream, subject }, n) => ({
    ...{ ...field, stream, subject, forWhoIsSent: false, task: taskIn('09') },
    envelope: values[n]!.envelope,
  }));
}

/** Asks until the vault answers; it may be killed meanwhile. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    await vault.up;
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof VaultUnavailable)) throw error;
    }
  }
}

/** Does all the work, several at once, and kills the vault at even intervals meanwhile. */
async function throughKills(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let [next, done, killing] = [0, 0, Promise.resolve()];
  const every = Math.ceil(count / (KILLS + 1));
  const asker = async () => {
    for (let n = next++; n < count; n = next++) {
      await work(n);
      done += 1;
      if (done % every !== 0) continue;
      killing = killing.then(async () => {
        await vault.kill();
        vault.start();
        await vault.up;
      });
    }
  };
  await Promise.all(Array.from({ length: ASKERS }, asker));
  await killing;
}

/** One to four people, like pages of different lengths. */
const personsOf = (n: number) => Array.from({ length: 1 + (n % 4) }, (_, index) => (n + index) % PERSONS);

/** Each record of who opened what, as an auditor reads them. */
function all(accesses: Accesses): readonly Access[] {
  const found: Access[] = [];
  for (let more = true; more;) {
    const page = accesses.list('09', found.at(-1)?.number ?? 0, 100, auditor);
    found.push(...page);
    more = page.length > 0;
  }
  return found;
}

test(
  'T18: each opening that was answered is noted exactly once, whatever is killed',
  async () => {
    const items = await sealed(PERSONS);
    const told: string[] = [];
    let asked = 0;
    await throughKills(OPENINGS, async (n) => {
      await answered(async () => {
        const correlationId = `asked-${asked}`;
        asked += personsOf(n).length;
        const passport = await passportFor(operator, 'incidents');
        const persons = personsOf(n);
        const request = { passport, correlationId, items: persons.map((person) => items[person]!) };
        const opened = await vault.as('incidents').open(request);
        expect(opened).toEqual(persons.map((person) => ({ outcome: 'OPENED', value: `"+5255${person}"` })));
        told.push(...persons.map((person) => `${correlationId} ${items[person]!.subject}`));
      });
    });
    await vault.kill();

    const db = openKeyDatabase(vault.file);
    const accesses = new Accesses(db);
    const noted = all(accesses).map(({ correlationId, subject }) => `${correlationId} ${subject}`);
    const { faults } = accesses.proven();
    db.close();
    const once_ = new Set(noted);
    expect([new Set(told).size, once_.size, faults]).toEqual([told.length, noted.length, []]);
    expect(told.filter((one) => !once_.has(one))).toEqual([]);
    // What was noted and not answered had been asked for: there are never more notes than requests.
    expect(noted.length).toBeLessThanOrEqual(asked);
  },
  TEST_TIMEOUT_MS,
);

test(
  'T20: whom the vault erased through kills is nowhere in it, stays so when older keys come back, and all others open',
  async () => {
    const items = await sealed(SHREDDED + PERSONS);
    const [shredded, others] = [items.slice(0, SHREDDED), items.slice(SHREDDED)];
    const backup = join(vault.folder, 'before.db');
    const db = openKeyDatabase(vault.file);
    db.backup(backup);
    const keysOf = ({ subject }: OpenItem) =>
      db
        .all('SELECT wrapped FROM subject_keys WHERE subject = ?', subject)
        .map((row) => row['wrapped'] as Uint8Array);
    const keys = shredded.flatMap(keysOf).map((bytes) => Buffer.from(bytes));
    db.close();
    expect(keys).toHaveLength(SHREDDED);
    // A passport for each question, as the gateway makes them: it lives for a minute.
    const open = (some: readonly OpenItem[]) =>
      answered(async () => {
        const passport = await passportFor(operator, 'incidents');
        return vault.as('incidents').open({ passport, correlationId: 'load', items: [...some] });
      });

    const certificates: Certificate[] = [];
    await throughKills(SHREDDED, async (n) => {
      const { subject } = shredded[n]!;
      const request = { subject, folio: `ARCO-${n}`, basis: 'LGPDPPSO', by: 'p-1', witness: 'p-2' };
      const answer = await answered(() => vault.as('authorities').erase(request));
      if (answer.outcome !== 'COMPLETE') throw new Error('an erasure was not complete');
      certificates.push(answer.certificate);
      expect(await open([others[n % PERSONS]!])).toMatchObject([{ outcome: 'OPENED' }]);
    });
    await vault.kill();
    const traces = () => keys.filter((key) => vault.bytes().some((bytes) => bytes.includes(key))).length;
    expect(traces()).toBe(0);

    const after = openKeyDatabase(vault.file);
    const publicKey = createPublicKey(after.first('SELECT public FROM signing')!['public'] as string);
    after.close();
    const isSigned = ({ signature, ...statement }: Certificate) =>
      verify(null, Buffer.from(canonicalize(statement)!), publicKey, Buffer.from(signature, 'base64url'));
    expect([certificates.length, certificates.every(isSigned)]).toEqual([SHREDDED, true]);

    for (const file of [`${vault.file}-wal`, `${vault.file}-shm`]) rmSync(file, { force: true });
    copyFileSync(backup, vault.file);
    expect(traces()).toBe(SHREDDED);
    vault.start();
    expect(await vault.up).toBe(SHREDDED);
    expect(await open(others)).toEqual(others.map(() => ({ outcome: 'OPENED', value: expect.any(String) })));
    for (const [n, item] of shredded.entries())
      expect(await open([item])).toEqual([{ outcome: 'ERASED', folio: `ARCO-${n}` }]);
    await vault.kill();
    expect(traces()).toBe(0);
  },
  TEST_TIMEOUT_MS,
);
