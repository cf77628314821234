import { headLine } from '@proximidad/embedded-eventstore/kept-heads';
import { bareEnvironment } from '@proximidad/testing';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KeyDatabase, openKeyDatabase } from './keys/database.ts';
import { Accesses, type Alike } from './server/accesses.ts';
import { auditor } from './testing/who-asks.ts';

const common = { at: 1, entity: '09', actor: 'p-1', outcome: 'OPENED' } as unknown as Alike['common'];
const of = (...subjects: readonly string[]): Alike => ({
  common,
  persons: subjects.map((subject) => ({ stream: 's', subject, fields: ['f'] })),
});

let folder: string;
let db: KeyDatabase;
let notes: Accesses;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-heads-'));
  db = openKeyDatabase(join(folder, 'vault', 'vault.db'));
  notes = new Accesses(db);
  db.transaction(() => notes.note([of('ana'), of('berta', 'carla', 'dora'), of('ana')]));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

test('notes that were cut off at the end are told by a head that was kept, and by nothing else', () => {
  const { head } = notes.proven();
  expect(head).toEqual({ number: 5, hash: notes.list('09', 4, 1, auditor)[0]!.hash });
  db.run('DELETE FROM accesses WHERE number > 4');
  expect(notes.proven()).toMatchObject({ head: { number: 4 }, faults: [] });
  expect(notes.proven([head!]).faults).toEqual([
    'the notes end at number 4, before the kept head of number 5',
  ]);
  db.transaction(() => notes.note([of('nobody'), of('nobody')]));
  expect(notes.proven([head!]).faults).toEqual([
    'up to number 5 these are not the notes whose head was kept',
  ]);
});

test('notes go on from their kept heads, and from what an auditor was answered of any of them', () => {
  const told = notes.list('09', 0, 10, auditor).map(({ number, hash }) => ({ number, hash }));
  const kept = [{ number: 0, hash: '0'.repeat(64) }, ...told];
  expect(told).toHaveLength(5);
  db.transaction(() => notes.note([of('ana')]));
  expect(notes.proven(kept)).toMatchObject({ head: { number: 6 }, faults: [] });
});

test('verify prints the head, and compares those that were kept', () => {
  const verify = (...args: readonly string[]) => {
    const env = { ...bareEnvironment(), PROXIMIDAD_DATA: folder };
    const main = join(import.meta.dirname, 'main.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'verify', ...args], {
      env,
      encoding: 'utf8',
    });
    return [status, stdout, stderr];
  };
  const { number, hash } = notes.proven().head!;
  const line = headLine(number, hash);
  expect(line).toMatch(/^head 5 [0-9a-f]{64}$/);
  expect(verify()).toEqual([0, `the chain is whole\n${line}\n`, '']);
  const file = join(folder, 'heads.txt');
  writeFileSync(file, `# of the archive\n\n${line}  2026-12-01, by hand\n`);
  expect(verify('--against', file)).toEqual([0, `the chain is whole, 1 kept heads compared\n${line}\n`, '']);
  db.run('DELETE FROM accesses WHERE number > 1');
  expect(verify('--against', file)).toEqual([
    1,
    expect.stringMatching(
      /^the notes end at number 1, before the kept head of number 5\nhead 1 [0-9a-f]{64}\n$/,
    ),
    '',
  ]);
  writeFileSync(file, 'head 12\n');
  expect(verify('--against', file)).toEqual([
    1,
    '',
    'vault: line 1 is no kept head: it begins "head <number> <hash>"\n',
  ]);
});
