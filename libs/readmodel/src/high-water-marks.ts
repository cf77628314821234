import type { SQLInputValue } from 'node:sqlite';
import type { Database } from './database.ts';
import type { ModelLayout } from './layout.ts';

/** The position of the mark that says that there is a null: before every other. */
const NO_VALUE = -1;
/** The last mark is moved forward until this many versions have been written since it was begun. */
const STEP_VERSIONS = 256;

interface Column {
  readonly name: string;
  /** The index of the column among those of a version. */
  readonly n: number;
  /** As stored; when there are no marks, the value is below every other. */
  position: number;
  stored: number;
  storedEmpty: boolean;
  /** As seen since then. */
  value: number;
  empty: boolean;
  /** Versions written since the last position was begun; unknown for a mark found in the file. */
  written: number;
}

/** Maintains `_reach` within the caller's transaction. */
export interface HighWaterMarks {
  /** A version's columns in the layout's order. */
  saw(values: readonly SQLInputValue[]): void;
  /** To be called at the end of the transaction, which ends at this position. */
  flush(position: number): void;
  /** After a roll-back: discards what was seen or written. */
  forget(): void;
}

export function highWaterMarks(db: Database, { model, declared, rows }: ModelLayout): HighWaterMarks {
  const put = (name: string, position: number, value: number | null) =>
    db.run('INSERT INTO _reach VALUES (?, ?, ?, ?)', [model.name, name, position, value]);
  const moved = ({ name, position, value }: Column, to: number) => {
    const sql = 'UPDATE _reach SET position = ?, value = ? WHERE model = ? AND name = ? AND position = ?';
    db.run(sql, [to, value, model.name, name, position]);
  };
  const load = (): Column[] =>
    declared
      .filter(([, type]) => type === 'instant')
      .map(([name]) => {
        const [position, value] = lastOf(db, model.name, name) ?? [NO_VALUE, Number.NEGATIVE_INFINITY];
        const empty = hasEmpty(db, model.name, name);
        const found = { position, stored: value, value, storedEmpty: empty, empty, written: STEP_VERSIONS };
        return { name, n: rows.columns.indexOf(name), ...found };
      });
  let columns = load();

  return {
    saw(values) {
      for (const column of columns) {
        const value = values[column.n];
        column.written++;
        if (value === null) column.empty = true;
        else if ((value as number) > column.value) column.value = value as number;
      }
    },
    flush(position) {
      for (const column of columns) {
        if (column.empty && !column.storedEmpty) put(column.name, NO_VALUE, null);
        column.storedEmpty = column.empty;
        if (column.value <= column.stored) continue;
        if (column.written < STEP_VERSIONS) moved(column, position);
        else {
          column.written = 0;
          put(column.name, position, column.value);
        }
        column.position = position;
        column.stored = column.value;
      }
    },
    forget() {
      columns = load();
    },
  };
}

/** No version opened by `at` has a later value than this; `undefined` when none has a value. */
export function highWaterMarkAt(
  db: Database,
  { model }: ModelLayout,
  column: string,
  at: number,
): number | undefined {
  const from = `SELECT value FROM _reach WHERE model = ? AND name = ? AND position >= ? ORDER BY position LIMIT 1`;
  const found = db.first(from, [model.name, column, at]) as [number] | undefined;
  // Beyond the last position no value was later than that of the last mark.
  return found ? found[0] : lastOf(db, model.name, column)?.[1];
}

/** Whether any version ever had no value in that column. */
export function hasEmpty(db: Database, model: string, column: string): boolean {
  const sql = 'SELECT 1 FROM _reach WHERE model = ? AND name = ? AND position = ?';
  return db.first(sql, [model, column, NO_VALUE]) !== undefined;
}

function lastOf(
  db: Database,
  model: string,
  column: string,
): readonly [position: number, value: number] | undefined {
  const sql = `SELECT position, value FROM _reach WHERE model = ? AND name = ? AND position > ?
    ORDER BY position DESC LIMIT 1`;
  return db.first(sql, [model, column, NO_VALUE]) as [number, number] | undefined;
}
