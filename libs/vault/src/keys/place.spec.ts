import { bareEnvironment, type TestVault, testVault } from '@proximidad/testing';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Alike, Accesses } from '../server/accesses.ts';
import { openKeyDatabase } from './database.ts';
import { backUpKeys, keysThatAre, KeysRefused, restoreKeys } from './place.ts';

let ground: TestVault;
let folder: string;
beforeEach(async () => {
  ground = await testVault({});
  folder = join(ground.folder, 'vault');
});
afterEach(async () => {
  if (existsSync(ground.folder)) await ground.close();
});

const elsewhere = (name: string) => join(ground.folder, name);
/** What is kept in a file of keys. */
function keyed(file: string): readonly unknown[] {
  const db = openKeyDatabase(file);
  const rows = ['authority_keys', 'subject_keys', 'subjects', 'accesses'].map((of) =>
    db.all(`SELECT * FROM ${of}`),
  );
  db.close();
  return rows;
}
const bytes = () => readFileSync(join(folder, 'vault.db'));

test('what is no whole backup leaves the keys as they lie', async () => {
  backUpKeys(folder, elsewhere('torn.db'));
  truncateSync(elsewhere('torn.db'), 40_000);
  writeFileSync(elsewhere('letter.db'), 'Dear operator,\n'.repeat(1_000));
  writeFileSync(elsewhere('empty.db'), '');
  await ground.vault.close();
  const before = bytes();
  for (const name of ['absent.db', 'torn.db', 'letter.db', 'empty.db', 'roots'])
    expect(() => restoreKeys(elsewhere(name), folder)).toThrow(KeysRefused);
  expect(bytes()).toEqual(before);
  expect(readdirSync(folder).toSorted()).toEqual(['vault.db', 'vault.lock']);
  await ground.reopen();
});

test('a backup is put back only while no vault serves the folder', async () => {
  backUpKeys(folder, elsewhere('keys.db'));
  expect(() => restoreKeys(elsewhere('keys.db'), folder)).toThrow(/is served by a vault: stop it first/);
  await ground.restart(() => restoreKeys(elsewhere('keys.db'), folder));
  expect(ground.vault.resumed).toBe(0);
});

test('no root keys are made over keys that hang from others', async () => {
  const [roots, away] = [elsewhere('roots'), elsewhere('away')];
  await ground.vault.close();
  renameSync(roots, away);
  await expect(ground.reopen()).rejects.toThrow(/general\.key/);
  expect(existsSync(roots)).toBe(false);
  renameSync(away, roots);
  await ground.reopen();
});

test('a vault that cannot start gives its folder back, and starts once it can', async () => {
  await ground.vault.close();
  const other = createServer().listen(ground.vault.port, '127.0.0.1');
  await once(other, 'listening');
  await expect(ground.reopen()).rejects.toThrow(/EADDRINUSE/);
  other.close();
  await once(other, 'close');
  await ground.reopen();
  expect(ground.vault.resumed).toBe(0);
});

test('what a killed vault left beside its keys is nothing of those that are put in their place', () => {
  backUpKeys(folder, elsewhere('keys.db'));
  const killed = elsewhere('killed');
  mkdirSync(killed);
  for (const name of ['vault.db', 'vault.db-wal']) copyFileSync(join(folder, name), join(killed, name));
  expect(statSync(join(killed, 'vault.db-wal')).size).toBeGreaterThan(0);
  // Keys that only the second of its files holds would be left out.
  expect(() => restoreKeys(join(killed, 'vault.db'), elsewhere('other'))).toThrow(/whose newest keys lie in/);
  restoreKeys(elsewhere('keys.db'), killed, 1);
  expect(readdirSync(killed).toSorted()).toEqual(['vault.db', 'vault.db.until-1', 'vault.lock']);
  const [restored, backup] = [join(killed, 'vault.db'), elsewhere('keys.db')].map(keyed);
  expect(restored).toEqual(backup);
});

test('what lay in the place of a backup is kept: who opened what since stands there, and the keys that were made since', async () => {
  backUpKeys(folder, elsewhere('keys.db'));
  const noted = (file: string) => {
    const db = openKeyDatabase(file);
    const { notes } = db.first('SELECT count(*) AS notes FROM accesses')!;
    db.close();
    return notes;
  };
  await ground.vault.close();
  const db = keysThatAre(folder);
  const fact = { at: 1, entity: '09', actor: 'p-1', outcome: 'OPENED' } as const;
  db.transaction(() =>
    new Accesses(db).note([
      { common: fact as unknown as Alike['common'], persons: [{ stream: 's', subject: 'p', fields: ['f'] }] },
    ]),
  );
  db.close();
  const kept = restoreKeys(elsewhere('keys.db'), folder);
  expect([noted(join(folder, 'vault.db')), noted(kept!)]).toEqual([0, 1]);
  expect(statSync(kept!).mode & 0o077).toBe(0);
  restoreKeys(kept!, folder);
  expect(noted(join(folder, 'vault.db'))).toBe(1);
  rmSync(join(folder, 'vault.db'));
  expect(restoreKeys(elsewhere('keys.db'), folder)).toBeUndefined();
  await ground.reopen();
});

test.each([
  [
    'of another size of pages',
    (file: string) => writeFileSync(file, 'SQLite format 3\0\x20\0', { flag: 'r+' }),
  ],
  ['cut to nothing', (file: string) => truncateSync(file)],
])('what cannot be folded into a damaged file, %s, is kept beside it', (_, damage) => {
  backUpKeys(folder, elsewhere('keys.db'));
  const killed = elsewhere('killed');
  mkdirSync(killed);
  const db = keysThatAre(folder);
  db.truncateLog();
  db.run("INSERT INTO subjects (subject) VALUES ('newest')");
  for (const name of ['vault.db', 'vault.db-wal']) copyFileSync(join(folder, name), join(killed, name));
  db.close();
  const newest = readFileSync(join(killed, 'vault.db-wal'));
  expect(newest.includes('newest')).toBe(true);
  damage(join(killed, 'vault.db'));
  const kept = restoreKeys(elsewhere('keys.db'), killed, 1);
  expect(readFileSync(`${kept}-wal`)).toEqual(newest);
  const left = ['vault.db', 'vault.db.until-1', 'vault.db.until-1-wal', 'vault.lock'];
  expect(readdirSync(killed).toSorted()).toEqual(left);
  expect(keyed(join(killed, 'vault.db'))).toEqual(keyed(elsewhere('keys.db')));
});

test('what was newest of keys that are gone is no start thrown away by, and is kept when a backup is put back', async () => {
  backUpKeys(folder, elsewhere('keys.db'));
  const wal = join(folder, 'vault.db-wal');
  const newest = readFileSync(wal);
  expect(newest.length).toBeGreaterThan(0);
  await ground.vault.close();
  for (const gone of [rmSync, truncateSync]) {
    gone(join(folder, 'vault.db'));
    writeFileSync(wal, newest);
    await expect(ground.reopen()).rejects.toThrow(/what was newest of these keys lies in .*vault\.db-wal/);
    expect(readFileSync(wal)).toEqual(newest);
    rmSync(join(folder, 'vault.db'), { force: true });
    const now = gone === rmSync ? 1 : 2;
    expect(restoreKeys(elsewhere('keys.db'), folder, now)).toBe(join(folder, `vault.db.until-${now}-wal`));
    expect(readFileSync(join(folder, `vault.db.until-${now}-wal`))).toEqual(newest);
  }
  await ground.reopen();
});

test('a start leaves nothing of a restoration that was killed: an erasure would not reach the keys in its draft', async () => {
  const names = () => readdirSync(folder).filter((name) => name.startsWith('vault.db.'));
  await ground.vault.close();
  backUpKeys(folder, elsewhere('keys.db'));
  for (const end of ['', '-wal', '-shm'])
    copyFileSync(elsewhere('keys.db'), join(folder, `vault.db.restoring${end}`));
  copyFileSync(elsewhere('keys.db'), join(folder, 'vault.db.until-1'));
  await ground.reopen();
  expect(names()).toEqual(['vault.db.until-1']);
  await ground.vault.close();
  writeFileSync(join(folder, 'vault.db.restoring-wal'), 'left by another');
  restoreKeys(elsewhere('keys.db'), folder, 2);
  expect(names()).toEqual(['vault.db.until-1', 'vault.db.until-2']);
  await ground.reopen();
});

test('where no vault has run there are no keys, and none are made to be backed up or proven', () => {
  const empty = mkdtempSync(join(tmpdir(), 'proximidad-no-vault-'));
  expect(() => keysThatAre(empty)).toThrow(/vault\.db is not there: name the platform's folder/);
  expect(() => backUpKeys(empty, join(empty, 'keys.db'))).toThrow(KeysRefused);
  expect(readdirSync(empty)).toEqual([]);
  symlinkSync('vault.db', join(empty, 'vault.db'));
  expect(() => keysThatAre(empty)).toThrow(/^ELOOP: .*vault\.db'$/);
  rmSync(empty, { recursive: true });
});

test('where no folder can be made keys are not backed up, and that is said', async () => {
  const to = '/proc/none/keys.db';
  expect(() => backUpKeys(folder, to)).toThrow("ENOENT: no such file or directory, mkdir '/proc/none'");
});

test('root keys get no further version behind the back of the vault that has read them; keys of authorities do', async () => {
  const roots = join(ground.folder, 'roots');
  const key = () => readFileSync(join(roots, 'general.key'), 'utf8').trim().split('\n').length;
  const vault = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, '../main.ts'), ...args], {
      env: { ...bareEnvironment(), PROXIMIDAD_DATA: ground.folder, VAULT_ROOTS: roots },
      encoding: 'utf8',
    });
  expect(vault('rotate', '--roots')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/stop it first/),
  });
  expect(key()).toBe(1);
  expect(vault('rotate')).toMatchObject({ status: 0 });
  await ground.vault.close();
  expect(vault('rotate', '--roots')).toMatchObject({ status: 0 });
  expect(key()).toBe(2);
  expect(readdirSync(roots).toSorted()).toEqual(['complaint.key', 'general.key', 'juvenile.key']);
  for (const wrong of [
    ['rotate', '--root'],
    ['verify', 'twice'],
    ['backup', '--to'],
  ])
    expect(vault(...wrong)).toMatchObject({ status: 2, stderr: expect.stringMatching(/See npm run vault/) });
  await ground.reopen();
});
