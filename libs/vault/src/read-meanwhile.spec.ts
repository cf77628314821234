import { idFor, subjectToken } from '@proximidad/eventsourcing';
import { passportFor, taskIn, type TestVault, testVault } from '@proximidad/testing';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Vault, vaultClient } from './client.ts';
import { type KeyDatabase, openKeyDatabase } from './keys/database.ts';
import { Accesses, type Alike } from './server/accesses.ts';
import { NUMBER, numberOf, operator } from './testing/who-asks.ts';
import type { OpenItem, SealItem } from './wire.ts';

/* Somebody reads the keys for long, as a backup does: nobody who opens anything waits for it, and no erasure is certified over it. */

let ground: TestVault;
let vault: Vault;
let office: Vault;
let reader: DatabaseSync;

beforeEach(async () => {
  ground = await testVault({
    incidents: { categories: ['call'], grants: ['seal', 'open', 'find'] },
    authorities: { categories: [], grants: ['erase'] },
  });
  vault = vaultClient(ground.addressOf('incidents'));
  office = vaultClient(ground.addressOf('authorities'));
  reader = new DatabaseSync(file(), { readOnly: true });
});
afterEach(async () => {
  reader.close();
  await ground.close();
});

const file = () => join(ground.folder, 'vault', 'vault.db');

async function sealed(n: number): Promise<OpenItem> {
  const id = idFor('09', 'read-meanwhile-spec', n);
  const item: SealItem = {
    ...{ ...numberOf, stream: `call_${id}`, subject: subjectToken(id, 'caller') },
    ...{ authority: 'seguridad-09', value: NUMBER, found: NUMBER },
  };
  const { envelope } = (await vault.seal([item]))[0]!;
  const { value: _value, found: _found, authority: _authority, ...place } = item;
  return { ...place, envelope, forWhoIsSent: false, task: taskIn('09') };
}

async function open(item: OpenItem) {
  const passport = await passportFor(operator, 'incidents');
  return (await vault.open({ passport, correlationId: 'c', items: [item] }))[0]!.outcome;
}

const erase = ({ subject }: OpenItem) =>
  office.erase({ subject, folio: 'ARCO-1', basis: 'LGPDPPSO', by: 'p-1', witness: 'p-2' });

/** Reads the keys as they are now until it ends. */
function readingBegins(): void {
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM subject_keys').get();
}

/** How often the key of somebody lies in what the vault keeps. */
function tracesOf(key: Buffer): number {
  const folder = join(ground.folder, 'vault');
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(key)).length;
}

test('an erasure meanwhile is incomplete, opens nothing, and keeps nobody waiting; afterwards no byte of the key is left', async () => {
  const [erased, other] = [await sealed(1), await sealed(2)];
  const wrapped = reader.prepare('SELECT wrapped FROM subject_keys WHERE subject = ?').get(erased.subject)!;
  const key = Buffer.from(wrapped['wrapped'] as Uint8Array);
  readingBegins();
  const begun = performance.now();
  const opening = open(other);
  expect(await erase(erased)).toEqual({ outcome: 'INCOMPLETE' });
  expect(await erase(erased)).toEqual({ outcome: 'INCOMPLETE' });
  expect(await opening).toBe('OPENED');
  // It waited five seconds for each reader, and then failed.
  expect(performance.now() - begun).toBeLessThan(4_000);
  expect(await open(erased)).toBe('ERASED');
  expect(tracesOf(key)).toBeGreaterThan(0);
  reader.exec('COMMIT');
  expect(await erase(erased)).toMatchObject({ outcome: 'COMPLETE', certificate: { destroyed: 1 } });
  expect(tracesOf(key)).toBe(0);
});

test('a vault that is started meanwhile opens nothing of an erasure that is incomplete, and completes it at the next start', async () => {
  const [erased, other] = [await sealed(1), await sealed(2)];
  readingBegins();
  await erase(erased);
  await ground.restart();
  expect(ground.vault.resumed).toBe(0);
  expect([await open(erased), await open(other)]).toEqual(['ERASED', 'OPENED']);
  await ground.restart(() => reader.exec('COMMIT'));
  expect(ground.vault.resumed).toBe(1);
  expect(await erase(erased)).toMatchObject({ outcome: 'COMPLETE' });
});

test('the notes are proven in short reads, of so many at a time, however many there are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proximidad-proven-'));
  const db = openKeyDatabase(join(folder, 'vault.db'));
  const common = { at: 1, entity: '09', actor: 'p-1', outcome: 'OPENED' } as unknown as Alike['common'];
  const note = { common, persons: [{ stream: 's', subject: 'p', fields: ['f'] }] };
  db.transaction(() => new Accesses(db).note(Array<Alike>(1_700).fill(note)));
  const read: number[] = [];
  const counted: KeyDatabase = {
    ...db,
    all(sql, ...values) {
      const rows = db.all(sql, ...values);
      read.push(rows.length);
      return rows;
    },
  };
  expect(new Accesses(counted).proven().faults).toEqual([]);
  expect(read.reduce((sum, rows) => sum + rows)).toBe(1_700);
  expect(Math.max(...read)).toBeLessThanOrEqual(500);
  db.run("UPDATE accesses SET fact = replace(fact, 'p-1', 'p-2') WHERE number = 1501");
  expect(new Accesses(db).proven().faults).toEqual(['the chain breaks at number 1501']);
  db.run('DELETE FROM accesses WHERE number = 1000');
  expect(new Accesses(db).proven().faults).toEqual(['the chain breaks at number 1000']);
  db.close();
  rmSync(folder, { recursive: true, force: true });
});
