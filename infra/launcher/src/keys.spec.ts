import { bareEnvironment } from '@proximidad/testing';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureKeys } from './keys.ts';
import { ensureVaultKeys } from './vault-keys.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'proximidad-keys-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keys = (name: string) => join(folder, 'keys', name);

test('a disk that is full leaves no half of a key, and the next start makes it', async () => {
  mkdirSync(join(folder, 'keys'));
  for (const name of ['pseudonym.key', 'vault.beats.json']) symlinkSync('/dev/full', keys(`${name}.new`));
  await expect(ensureKeys(folder)).rejects.toThrow('ENOSPC');
  await expect(ensureVaultKeys(join(folder, 'keys'))).rejects.toThrow('ENOSPC');
  expect([existsSync(keys('pseudonym.key')), existsSync(keys('vault.beats.json'))]).toEqual([false, false]);
  for (const name of ['pseudonym.key', 'vault.beats.json']) rmSync(keys(`${name}.new`));
  await ensureKeys(folder);
  await ensureVaultKeys(join(folder, 'keys'));
  expect(readFileSync(keys('pseudonym.key'), 'utf8').trim()).toHaveLength(43);
  expect(JSON.parse(readFileSync(keys('vault.beats.json'), 'utf8'))).toBeTruthy();
});

test('a key is on the disk with its name before anything is recorded under it', () => {
  const program = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const { fsyncSync, renameSync } = fs;
    const say = (text) => process.stdout.write(text + '\\n');
    fs.fsyncSync = (handle) => (say('sync ' + fs.readlinkSync('/proc/self/fd/' + handle)), fsyncSync(handle));
    fs.renameSync = (from, to) => (say('rename ' + to), renameSync(from, to));
    syncBuiltinESMExports();
    const { writeOwnerOnly } = await import('${join(import.meta.dirname, 'owner-only.ts')}');
    writeOwnerOnly('${join(folder, 'a.key')}', 'key');`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([stderr, stdout.trim().split('\n').slice(-2)]).toEqual([
    '',
    [`rename ${join(folder, 'a.key')}`, `sync ${folder}`],
  ]);
});

test('a list of callers that was cut off is made anew', async () => {
  await ensureVaultKeys(join(folder, 'keys'));
  const whole = readFileSync(keys('vault.callers.json'), 'utf8');
  writeFileSync(keys('vault.callers.json'), whole.slice(0, 40));
  await ensureVaultKeys(join(folder, 'keys'));
  const { callers } = JSON.parse(readFileSync(keys('vault.callers.json'), 'utf8')) as { callers: unknown[] };
  expect(callers).toHaveLength((JSON.parse(whole) as { callers: unknown[] }).callers.length);
});

test.each([
  ['a file where a folder belongs', () => writeFileSync(join(folder, 'run'), '')],
  [
    'a lock that is none',
    () => {
      mkdirSync(join(folder, 'run'));
      writeFileSync(join(folder, 'run/launcher.lock'), 'no lock at all'.repeat(1_000));
    },
  ],
])('%s is told in one line', (_, spoil) => {
  spoil();
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    ...{ env: { ...bareEnvironment(), PROXIMIDAD_DATA: folder }, encoding: 'utf8' },
  });
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^The data folder \S+ cannot be used: .*\n$/)]);
});
