import { IN_MEMORY, openDatabase } from './database.ts';
import { modelLayout } from './layout.ts';
import { openCalls } from './testing/wall-board.ts';
import { versionWriter } from './version-writer.ts';

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
