import type { SQLInputValue } from 'node:sqlite';
import type { Database } from './database.ts';

/** Rows per statement, largest number first: a row among many costs a third of one by itself. */
const TOGETHER = [32, 8, 1] as const;

/** Rows on their way into a table, several per statement. */
export interface Insertion {
  add(row: readonly SQLInputValue[]): void;
  /** Writes what has been added; if asked for, in the order of the first two columns, which are numbers. */
  flush(): void;
  /** After a roll-back: discards what was added. */
  forget(): void;
}

/** Inserts into columns of a table, within the caller's transaction; `sorted` where rows lie in the table by their first two columns. */
export function insertion(
  db: Database,
  table: string,
  columns: readonly string[],
  { sorted = false }: { readonly sorted?: boolean } = {},
): Insertion {
  const one = `(${columns.map(() => '?').join(', ')})`;
  const statements = TOGETHER.map((count) => ({
    count,
    sql: `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array.from({ length: count }, () => one).join(', ')}`,
  }));
  let waiting: (readonly SQLInputValue[])[] = [];
  return {
    add: (row) => void waiting.push(row),
    flush() {
      if (sorted) waiting.sort((a, b) => Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]));
      let next = 0;
      for (const { count, sql } of statements)
        for (; waiting.length - next >= count; next += count) db.run(sql, inOne(waiting, next, count));
      waiting = [];
    },
    forget() {
      waiting = [];
    },
  };
}

/** One by one: `flat` takes more than twice as long. */
function inOne(rows: readonly (readonly SQLInputValue[])[], from: number, count: number): SQLInputValue[] {
  const values: SQLInputValue[] = [];
  for (let n = from; n < from + count; n++) for (const value of rows[n]!) values.push(value);
  return values;
}
