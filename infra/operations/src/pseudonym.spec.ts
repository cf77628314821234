import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment } from '@proximidad/testing';

const SUBJECT = 'juan.perez@seguridad.example';
const folder = mkdtempSync(join(tmpdir(), 'pseudonym-'));
const file = join(folder, 'key');
writeFileSync(file, 'only for trials, and long enough to be taken\n');
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), 'pseudonym', ...args], {
    ...{ input: `dev:other\n${SUBJECT}\n`, encoding: 'utf8' },
    env: { ...bareEnvironment(), PSEUDONYM_KEY_FILE: file },
  });

test('H11: whoever has the key finds a pseudonym from the subject, and the subject by trying all', () => {
  const [, known] = run('--authority', 'ssc').stdout.split('\n');
  expect(known).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-/);
  expect(run('--authority', 'ssc', '--find', known!).stdout).toBe(`${SUBJECT}\n`);
  expect(run('--authority', 'pgj', '--find', known!)).toMatchObject({ stdout: '', status: 1 });
});

test('what is left of a key is no key', () => {
  const whole = readFileSync(file, 'utf8');
  for (const left of ['', whole.slice(0, 20)]) {
    writeFileSync(file, left);
    expect(run()).toMatchObject({ stdout: '', status: 1, stderr: expect.stringMatching(/key is not whole/) });
  }
  writeFileSync(file, whole);
});
