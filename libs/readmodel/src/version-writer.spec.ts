import { IN_MEMORY, openDatabase } from './database.ts';
import { modelLayout } from './layout.ts';
import { openCalls } from './testing/wall-board.ts';
import { CACHED_KEYS, versionWriter } from './version-writer.ts';

/** Enough columns for more combinations of changes than there are remembered statements. */
const COLUMNS = 9;
const KEY = '09-1';

test('whichever columns change, and in however many ways, those that hold now are those last written', () => {
  const db = openDatabase(IN_MEMORY);
  const columns = Object.fromEntries(Array.from({ length: COLUMNS }, (_, n) => [`c${n}`, 'text'] as const));
  const { rows } = modelLayout({ ...openCalls, columns, indexes: [], indexedNow: [], sampled: [], rare: [] });
  for (const table of rows.tables) db.run(table);
  const writer = versionWriter(db, rows);
  const held = rows.columns.map(() => 'as it began');
  writer.write(KEY, 0, [...held]);
  writer.flush();
  for (let way = 1; way < 2 ** rows.columns.length; way++) {
    for (const n of held.keys()) if (way & (1 << n)) held[n] = `changed at ${way}`;
    writer.write(KEY, way, [...held]);
    writer.flush();
    expect(db.first(`SELECT _since, ${rows.columns.join(', ')} FROM ${rows.current}`)).toEqual([
      way,
      ...held,
    ]);
  }
  db.close();
});

test('of keys that are only read no more are kept than of those that are written', () => {
  const db = openDatabase(IN_MEMORY);
  const { rows } = modelLayout(openCalls);
  for (const table of rows.tables) db.run(table);
  let looks = 0;
  const first: typeof db.first = (...asked) => {
    looks++;
    return db.first(...asked);
  };
  const writer = versionWriter({ ...db, first }, rows);
  for (let n = 0; n <= CACHED_KEYS.max; n++) writer.read(`09-${n}`);
  writer.flush();
  writer.read('09-0');
  expect(looks).toBe(CACHED_KEYS.max + 2);
  db.close();
});
