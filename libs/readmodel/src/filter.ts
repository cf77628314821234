import type { SQLInputValue } from 'node:sqlite';
import type { ColumnType, Instant } from '@proximidad/eventsourcing';
import type { Statement } from './as-of.ts';
import { LimitExceeded } from './errors.ts';
import { quoted, type ModelLayout } from './layout.ts';

/** Enough for every municipality of the country (2,478) in one condition. */
export const IN_VALUES_MAX = 5_000;

/** Lists of up to 8 values are compared one by one, padded with the first value to one of these lengths; longer ones are read as JSON. */
const FEW = [2, 4, 8];

/** What a column is compared with: an instant by itself or by its Unix milliseconds. */
type Comparable<Field> = NonNullable<Field> extends Instant ? Instant | number : NonNullable<Field>;

type ConditionOn<Value> =
  | Value
  /** With `today`, the row as it is now holds one of those, too, whatever moment is asked about. */
  | { readonly in: readonly Value[]; readonly today?: readonly Value[] }
  | { readonly gte?: Value | undefined; readonly lt?: Value | undefined }
  /** The column holds several values, each between blanks, and this is one of them. */
  | { readonly has: Value }
  | { readonly isNull: boolean }
  /** Any other value; a column without one is not restricted by it. */
  | { readonly not: Value };

/** The key of a row, as a filter names it. */
const KEY = '_key';

/**
 * A conjunction over declared columns and the row's key; a column that is left out or `undefined` is not restricted. At
 * least one of `anyOf` must hold.
 */
export type Filter<Row> = {
  readonly [Column in keyof Row & string]?: ConditionOn<Comparable<Row[Column]>> | undefined;
} & { readonly [KEY]?: ConditionOn<string>; readonly anyOf?: readonly Filter<Row>[] };

/** One filter, or several that must all hold (the query's and the policy's). */
export type Where<Row> = Filter<Row> | readonly Filter<Row>[];

/** @throws {TypeError} for a column that is not declared, or a value that it cannot be compared with. */
export function conditionOf<Row>(layout: ModelLayout, where: Where<Row> | undefined): Statement {
  const filters = (where === undefined ? [] : Array.isArray(where) ? where : [where]) as readonly object[];
  const sql: string[] = [];
  const values: SQLInputValue[] = [];
  for (const [column, wanted] of filters.flatMap((filter) => Object.entries(filter))) {
    if (wanted === undefined) continue;
    if (column === 'anyOf') {
      const either = (wanted as readonly Filter<Row>[]).map((each) => conditionOf(layout, each));
      sql.push(`(${either.map((each) => `(${each.sql})`).join(' OR ')})`);
      values.push(...either.flatMap((each) => each.values));
      continue;
    }
    const condition = onColumn(layout, column, wanted);
    sql.push(condition.sql);
    values.push(...condition.values);
  }
  return { sql: sql.length > 0 ? sql.join(' AND ') : 'TRUE', values };
}

function onColumn(layout: ModelLayout, column: string, wanted: unknown): Statement {
  const type = columnType(layout, column);
  const name = quoted(column);
  const value = (given: unknown) => {
    const stored = columnValue(layout, column, type, given);
    if (stored === null) throw new TypeError(`${layout.model.name}.${column}: compare with isNull`);
    return stored;
  };
  if (typeof wanted !== 'object' || wanted === null || 'ms' in wanted) {
    return { sql: `${name} = ?`, values: [value(wanted)] };
  }
  if ('in' in wanted) {
    const { in: values, today } = wanted as { in: readonly unknown[]; today?: readonly unknown[] };
    const then = amongst(name, values.map(value));
    const now = today && amongst(todays(layout, name), today.map(value));
    return now ? { sql: `${then.sql} AND ${now.sql}`, values: [...then.values, ...now.values] } : then;
  }
  if ('has' in wanted) {
    const one = value(wanted.has);
    if (typeof one !== 'string') throw new TypeError(`${layout.model.name}.${column}: holds no several`);
    return { sql: `instr(${name}, ?) > 0`, values: [` ${one} `] };
  }
  if ('not' in wanted) return { sql: `${name} IS NOT ?`, values: [value(wanted.not)] };
  if ('isNull' in wanted) {
    if (typeof wanted.isNull !== 'boolean') {
      throw new TypeError(`${layout.model.name}.${column}: isNull is true or false`);
    }
    return { sql: `${name} IS ${wanted.isNull ? '' : 'NOT '}NULL`, values: [] };
  }
  if ('gte' in wanted || 'lt' in wanted) {
    const { gte, lt } = wanted as { gte?: unknown; lt?: unknown };
    const parts = [
      ...(gte === undefined ? [] : [{ sql: `${name} >= ?`, value: value(gte) }]),
      ...(lt === undefined ? [] : [{ sql: `${name} < ?`, value: value(lt) }]),
    ];
    return {
      sql: parts.length > 0 ? parts.map((part) => part.sql).join(' AND ') : 'TRUE',
      values: parts.map((part) => part.value),
    };
  }
  throw new TypeError(`${layout.model.name}.${column}: not a condition`);
}

/** What a column of the same row holds now: the subquery hides its own key, so that `_key` is that of the version read. */
function todays({ rows }: ModelLayout, name: string): string {
  return `(SELECT ${name} FROM (SELECT _key AS _same, ${name} FROM ${rows.current}) WHERE _same = _key)`;
}

function amongst(name: string, values: readonly SQLInputValue[]): Statement {
  if (values.length > IN_VALUES_MAX) throw new LimitExceeded('values in one condition', IN_VALUES_MAX);
  if (values.length === 1) return { sql: `${name} = ?`, values };
  const few = FEW.find((count) => values.length > 0 && values.length <= count);
  if (few !== undefined) {
    const padded = Array.from({ length: few }, (_, n) => values[n] ?? values[0]!);
    return { sql: `${name} IN (${padded.map(() => '?').join(', ')})`, values: padded };
  }
  // One placeholder whatever the length, so that the statement is prepared once; an empty list matches nothing.
  return { sql: `${name} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] };
}

export function columnType({ model, declared }: ModelLayout, column: string): ColumnType {
  if (column === KEY) return 'text';
  const found = declared.find(([name]) => name === column);
  if (!found) throw new TypeError(`${model.name}: ${column} is not a declared column`);
  return found[1];
}

/** A row's field as its column holds it; absent fields are null. */
export function columnValue(
  { model }: ModelLayout,
  column: string,
  type: ColumnType,
  field: unknown,
): string | number | null {
  if (field === null || field === undefined) return null;
  const value = typeof field === 'boolean' ? Number(field) : type === 'instant' ? msOf(field) : field;
  const fits = type === 'text' ? typeof value === 'string' : isNumber(value, type === 'real');
  if (!fits) throw new TypeError(`${model.name}.${column}: ${JSON.stringify(field)} is not ${type}`);
  return value as string | number;
}

function msOf(field: unknown): unknown {
  return typeof field === 'object' && field !== null && 'ms' in field ? field.ms : field;
}

function isNumber(value: unknown, fraction: boolean): boolean {
  return fraction ? Number.isFinite(value) : Number.isSafeInteger(value);
}
