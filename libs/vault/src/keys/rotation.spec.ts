import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KeyDatabase, openKeyDatabase } from './database.ts';
import { Keyring } from './keyring.ts';
import { fileKeeper, openRoots, type Roots } from './roots.ts';

let folder: string;
let db: KeyDatabase;
let roots: Roots;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-rotation-'));
  db = openKeyDatabase(join(folder, 'vault.db'));
  roots = await openRoots(join(folder, 'roots'), { make: true, keeper: fileKeeper });
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const NOW = Date.parse('2026-12-01T10:00:00Z');
const rotate = (now: number) => new Keyring(db, roots).rotate(now, () => Promise.resolve());
const without = () =>
  db.all(
    'SELECT id FROM authority_keys WHERE NOT EXISTS (SELECT 1 FROM subject_keys WHERE authority_key = authority_keys.id)',
  );

test('an old key goes in the same moment as the last that hung from it, whatever ends the rotation', async () => {
  const sealing = ['ana', 'luis'].map((subject) => {
    const { id, key } = new Keyring(db, roots).sealing(subject, 'seguridad-09', 'PERSONAL', NOW);
    return { subject, id, bytes: key.export() };
  });
  const opened = () =>
    sealing.map(({ subject, id }) => new Keyring(db, roots).opening(id, subject, 'PERSONAL')?.export());
  db.run("CREATE TRIGGER ended BEFORE DELETE ON authority_keys BEGIN SELECT raise(ABORT, 'ended here'); END");
  await expect(rotate(NOW + 1)).rejects.toThrow('ended here');
  expect(without()).toEqual([]);
  expect(opened()).toEqual(sealing.map(({ bytes }) => bytes));

  db.run('DROP TRIGGER ended');
  const [before] = db.all('SELECT id FROM authority_keys');
  expect(await rotate(NOW + 2)).toBe(2);
  expect(db.all('SELECT id FROM authority_keys')).toEqual([
    { id: expect.not.stringMatching(String(before!['id'])) },
  ]);
  expect(opened()).toEqual(sealing.map(({ bytes }) => bytes));
});
