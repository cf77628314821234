import fc from 'fast-check';
import { IN_MEMORY, openDatabase } from './database.ts';
import { insertion } from './insertion.ts';

function table(sorted: boolean) {
  const db = openDatabase(IN_MEMORY);
  db.run('CREATE TABLE versions (id INTEGER, since INTEGER, value TEXT) STRICT');
  return { db, into: insertion(db, 'versions', ['id', 'since', 'value'], { sorted }) };
}

const rows = fc.array(fc.tuple(fc.nat(9), fc.nat(99), fc.string()), { maxLength: 150 });

test('however many are added, all lie there once they are written, in the order in which they came', () => {
  fc.assert(
    fc.property(rows, rows, (some, more) => {
      const { db, into } = table(false);
      for (const batch of [some, more]) {
        for (const row of batch) into.add(row);
        into.flush();
      }
      expect(db.all('SELECT * FROM versions ORDER BY rowid')).toEqual([...some, ...more]);
      db.close();
    }),
  );
});

test('those that lie by their first two columns are written in that order', () => {
  fc.assert(
    fc.property(rows, (some) => {
      const { db, into } = table(true);
      for (const row of some) into.add(row);
      into.flush();
      const written = db.all('SELECT id, since FROM versions ORDER BY rowid');
      expect(written).toEqual(db.all('SELECT id, since FROM versions ORDER BY id, since'));
      expect(written).toHaveLength(some.length);
      db.close();
    }),
  );
});

test('of what was rolled back nothing is written with what comes after', () => {
  const { db, into } = table(true);
  into.add([1, 1, 'rolled back']);
  into.forget();
  into.add([1, 1, 'told anew']);
  into.flush();
  expect(db.all('SELECT value FROM versions')).toEqual([['told anew']]);
  db.close();
});
