import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type KeyDatabase, openKeyDatabase } from './keys/database.ts';
import { Accesses, type Alike } from './server/accesses.ts';
import { auditor } from './testing/who-asks.ts';

/* Who opened what of one person, among more notes than are looked through in a turn. */

const NOTES = 12_000;
const common = { at: 1, entity: '09', actor: 'p-1', outcome: 'OPENED' } as unknown as Alike['common'];
const of = (...subjects: readonly string[]): Alike => ({
  common,
  persons: subjects.map((subject) => ({ stream: 's', subject, fields: ['f'] })),
});

let folder: string;
let db: KeyDatabase;
let notes: Accesses;
/** How often notes were read. */
let reads: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-notes-'));
  db = openKeyDatabase(join(folder, 'vault.db'));
  reads = 0;
  notes = new Accesses({
    ...db,
    all(sql, ...values) {
      reads += 1;
      return db.all(sql, ...values);
    },
  });
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Notes of others, and in their midst these of Ana's: alone, across the end of a stretch, and last. */
function noted(): void {
  db.transaction(() => {
    notes.note(Array<Alike>(2).fill(of('other')));
    notes.note([of('ana')]);
    notes.note(Array<Alike>(4_996).fill(of('other')));
    notes.note([of('other', 'ana', 'other', 'ana')]);
    notes.note([{ ...of('ana'), common: { ...common, entity: '14' } }]);
    notes.note(Array<Alike>(NOTES - 5_005).fill(of('other')));
    notes.note([of('ana')]);
  });
}
const ANAS = [3, 5_001, 5_003, NOTES];

const numbers = (found: readonly { readonly number: number }[]) => found.map(({ number }) => number);

test('all of them are found, wherever they lie, and what others ask has its turns meanwhile', async () => {
  noted();
  let isDone = false;
  const search = notes.listOf('ana', '09', 0, 100, auditor).finally(() => (isDone = true));
  let turns = 0;
  for (; !isDone; turns++) await nextTurn();
  expect(numbers(await search)).toEqual(ANAS);
  expect(turns).toBeGreaterThanOrEqual(3);
  for (const [n, after] of [0, ...ANAS].entries())
    expect(numbers(await notes.listOf('ana', '09', after, 2, auditor))).toEqual(ANAS.slice(n, n + 2));
  expect(await notes.listOf('nobody', '09', 0, 100, auditor)).toEqual([]);
});

test('whoever asks again waits only for what has been noted since', async () => {
  noted();
  expect(numbers(await notes.listOf('ana', '09', 0, 2, auditor))).toEqual(ANAS.slice(0, 2));
  expect(numbers(await notes.listOf('ana', '09', 0, 100, auditor))).toEqual(ANAS);
  reads = 0;
  expect(numbers(await notes.listOf('ana', '09', 0, 100, auditor))).toEqual(ANAS);
  expect(reads).toBe(0);
  db.transaction(() => notes.note([of('ana')]));
  expect(numbers(await notes.listOf('ana', '09', 0, 100, auditor))).toEqual([...ANAS, NOTES + 1]);
  expect(reads).toBe(1);
});

test('nothing is looked through for whoever went away, and what was is not again', async () => {
  noted();
  expect(await notes.listOf('nobody', '09', 0, 100, auditor, () => reads === 0)).toEqual([]);
  expect(reads).toBe(1);
  expect(await notes.listOf('nobody', '09', 0, 100, auditor)).toEqual([]);
  expect(reads).toBe(3);
});

test('several who ask the same look through the notes together', async () => {
  noted();
  const before = notes.listOf('ana', '09', 0, 2, auditor);
  const same = notes.listOf('ana', '09', 0, 100, auditor);
  db.transaction(() => notes.note([of('ana')]));
  const after = notes.listOf('ana', '09', 0, 100, auditor);
  expect((await Promise.all([before, same, after])).map(numbers)).toEqual([
    ...[ANAS.slice(0, 2), [...ANAS, NOTES + 1], [...ANAS, NOTES + 1]],
  ]);
});

test('of several who look through the notes one does so in a turn', async () => {
  noted();
  const searches = ['ana', 'nobody', 'other'].map((subject) => notes.listOf(subject, '14', 0, 100, auditor));
  const inEachTurn: number[] = [];
  for (let before = reads, n = 0; n < 20; n++, before = reads) {
    await nextTurn();
    inEachTurn.push(reads - before);
  }
  expect((await Promise.all(searches)).map(numbers)).toEqual([[5_004], [], []]);
  expect([reads, Math.max(...inEachTurn)]).toEqual([9, 1]);
});
