import type { Database } from './database.ts';
import { insertion } from './insertion.ts';
import type { VersionedLayout } from './layout.ts';
import { CACHED_KEYS, letGoOldest } from './version-writer.ts';

/** Closes and opens versions of running totals within the caller's transaction. */
export interface TotalsWriter {
  /** The positions for one key must not decrease. */
  add(key: string, by: number, position: number): void;
  /** Writes the present totals; to be called once, at the end of the transaction. */
  flush(): void;
  /** After a roll-back: discards everything that was read or added. */
  forget(): void;
}

interface Total {
  /** The number its versions are kept by: the table of closed versions holds no keys. */
  readonly id: number;
  since: number;
  value: number;
  isStored: boolean;
}

export function totalsWriter(db: Database, { current, closed }: VersionedLayout): TotalsWriter {
  const read = `SELECT _id, _since, value FROM ${current} WHERE _key = ?`;
  const open = `INSERT INTO ${current} (_id, _key, _since, value) VALUES (?, ?, ?, ?)`;
  const update = `UPDATE ${current} SET _since = ?, value = ? WHERE _id = ?`;
  const ended = insertion(db, closed, ['_id', '_since', '_until', 'value'], { sorted: true });
  const highest = () => db.first(`SELECT coalesce(max(_id), 0) FROM ${current}`)![0] as number;

  const totals = new Map<string, Total>();
  const changed = new Map<string, Total>();
  let lastId = highest();

  const find = (key: string): Total | undefined => {
    const known = totals.get(key);
    if (known) return known;
    const found = db.first(read, [key]) as [id: number, since: number, value: number] | undefined;
    if (!found) return undefined;
    const [id, since, value] = found;
    const total = { id, since, value, isStored: true };
    totals.set(key, total);
    return total;
  };

  return {
    add(key, by, position) {
      const total = find(key);
      if (!total) {
        const first = { id: ++lastId, since: position, value: by, isStored: false };
        totals.set(key, first);
        changed.set(key, first);
        return;
      }
      const { id, since, value } = total;
      // Two rows of one event may add to the same total: between them no version held.
      if (since < position) ended.add([id, since, position, value]);
      total.since = position;
      total.value += by;
      changed.set(key, total);
    },
    flush() {
      for (const [key, total] of changed) {
        const { id, since, value, isStored } = total;
        if (isStored) db.run(update, [since, value, id]);
        else db.run(open, [id, key, since, value]);
        total.isStored = true;
      }
      changed.clear();
      ended.flush();
      letGoOldest(totals, CACHED_KEYS);
    },
    forget() {
      totals.clear();
      changed.clear();
      ended.forget();
      lastId = highest();
    },
  };
}
