import type { ListQuery, Page, Where } from '@proximidad/readmodel';
import type { ScopedTable } from './context.ts';
import { limitExceeded, ServiceError } from './errors.ts';

/** Longest page of a list in the graph. */
const FIRST_MAX = 100;
const FIRST_USUAL = 20;
/** Beyond this, no total is given: counting would cost more than the page. */
const TOTAL_COUNT_MAX = 10_000;

/** The page that a client wants. */
export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** One page of a list, as a Relay connection. The rows are counted when `totalCount` is read. */
export interface Connection<Row> {
  readonly edges: readonly { readonly node: Row; readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** Null beyond TOTAL_COUNT_MAX. */
  readonly totalCount: number | null;
}

/**
 * A page of a table's rows.
 *
 * @throws {ServiceError} BAD_USER_INPUT or LIMIT_EXCEEDED for a `first` outside 0 to 100.
 */
export function connectionOf<Row extends object>(
  table: ScopedTable<Row>,
  where: Where<Row>,
  orderBy: Parameters<ScopedTable<Row>['list']>[0]['orderBy'],
  { first, after }: PageArgs,
): Connection<Row> {
  const found = table.list({ where, orderBy, first: pageSizeOf({ first }), after: after ?? undefined });
  return connectionOfPage(found, { after }, (max) => table.count({ where, max }));
}

/** A page that was read in another way; `endCursor` where the next one does not start after its last row. */
export function connectionOfPage<Row>(
  { rows, hasNextPage, endCursor }: Page<Row> & { readonly endCursor?: string | undefined },
  { after }: PageArgs,
  count: (max: number) => number,
): Connection<Row> {
  return {
    edges: rows.map(({ row, cursor }) => ({ node: row, cursor })),
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== undefined && after !== null,
      startCursor: rows[0]?.cursor ?? null,
      endCursor: endCursor ?? rows.at(-1)?.cursor ?? null,
    },
    get totalCount() {
      const counted = count(TOTAL_COUNT_MAX + 1);
      return counted > TOTAL_COUNT_MAX ? null : counted;
    },
  };
}

/** @throws {ServiceError} BAD_USER_INPUT or LIMIT_EXCEEDED for a `first` outside 0 to 100. */
export function pageSizeOf({ first }: PageArgs): number {
  const size = first ?? FIRST_USUAL;
  if (size < 0) throw new ServiceError('BAD_USER_INPUT', 'first cannot be negative.');
  if (size > FIRST_MAX) {
    throw limitExceeded('first', FIRST_MAX, { cost: size });
  }
  return size;
}

/** Every row of a list, read page by page as far as it is consumed. */
export function* eachRow<Row extends object>(
  table: { list(query: ListQuery<Row>): Page<Row> },
  query: Pick<ListQuery<Row>, 'where' | 'orderBy'>,
): Iterable<Row> {
  for (let after: string | undefined; ;) {
    const { rows, hasNextPage } = table.list({ ...query, first: FIRST_MAX, after });
    for (const { row } of rows) yield row;
    if (!hasNextPage) return;
    after = rows.at(-1)!.cursor;
  }
}

/** Arguments named like columns, as a filter: one value, or any of several; those left out restrict nothing. */
export function columnFilter<Args extends object>(args: Args): ColumnFilter<Args> {
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    given.map(([column, value]) => [column, Array.isArray(value) ? { in: value } : value]),
  ) as ColumnFilter<Args>;
}

type ColumnFilter<Args> = {
  readonly [Column in keyof Args]?: NonNullable<Args[Column]> extends readonly (infer Value)[]
    ? { readonly in: readonly Value[] }
    : NonNullable<Args[Column]>;
};

/** Whether `columnFilter` with the same arguments lets the row through. */
export function passesFilter(row: object, args: object): boolean {
  const fields = row as Readonly<Record<string, unknown>>;
  return Object.entries(args).every(
    ([column, wanted]) =>
      wanted === undefined ||
      wanted === null ||
      (Array.isArray(wanted) ? wanted.includes(fields[column]) : wanted === fields[column]),
  );
}
