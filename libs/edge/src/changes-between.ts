import { encodePosition } from '@proximidad/eventsourcing';
import type { Filter, RowBetween, Where } from '@proximidad/readmodel';
import { z } from 'zod';
import { type PageArgs, pageSizeOf } from './connection.ts';
import type { Context, ScopedTable } from './context.ts';
import { type Ended, type Feed, type ChangeKind, changeKind } from '@proximidad/feed';
import type { ResolverMap } from './definition.ts';
import { ServiceError } from './errors.ts';
import { outsideError } from './filters.ts';

const Cut = z.object({ position: z.int().min(0), clock: z.int().min(0) });
const Place = z.string().max(64).nullable();
const Between = z.object({
  log: z.string(),
  from: Cut,
  to: Cut,
  entity: Place,
  municipality: Place,
  beat: Place,
});

/** Two cuts of one log, and the jurisdiction in question. */
export type Between = z.infer<typeof Between>;

const VERSION = 'b1.';
/** Characters in a pair of cuts. */
const TOKEN_LENGTH_MAX = 1_024;

/** The key of `ChangesBetween` in the graph: the service that knows the log's times makes it, each service reads it. */
export function encodeBetween(between: Between): string {
  return VERSION + Buffer.from(JSON.stringify(between)).toString('base64url');
}

/**
 * Resolves a reference to `ChangesBetween` once this service has read the log up to its second cut.
 *
 * @throws {ServiceError} BAD_USER_INPUT, STALE for another log's, NOT_READY.
 */
export async function betweenOf({ cuts }: { readonly cuts: string }, context: Context): Promise<Between> {
  const between = decoded(cuts);
  if (between.log !== context.logId) {
    throw new ServiceError('STALE', 'The log was moved: ask for the changes again.');
  }
  await context.waitFor(between.to.position);
  return between;
}

function decoded(token: string): Between {
  try {
    if (!token.startsWith(VERSION) || token.length > TOKEN_LENGTH_MAX) throw new SyntaxError('unknown form');
    return Between.parse(JSON.parse(Buffer.from(token.slice(VERSION.length), 'base64url').toString('utf8')));
  } catch (cause) {
    throw new ServiceError('BAD_USER_INPUT', 'These cuts were not made by this platform.', {}, { cause });
  }
}

/** How one record changed, as the graph shows it. */
interface RecordChange<Row> {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly before: Row | null;
  readonly after: Row | null;
  readonly position: string;
  readonly changes: number;
}

/** Resolvers of `ChangesBetween` for the feeds that have a field in it. */
export function changesResolvers(feeds: readonly Feed[]): ResolverMap {
  const fields = feeds.flatMap((feed) =>
    feed.changes === undefined ? [] : [[feed.changes, changesOf(feed)] as const],
  );
  if (fields.length === 0) return {};
  return { ChangesBetween: { __resolveReference: betweenOf, ...Object.fromEntries(fields) } };
}

const PLACES = ['entity', 'municipality', 'beatId'] as const;

function changesOf({ model, kind, field, narrow, ended, keyOfBeat = false }: Feed) {
  const placedBy = PLACES.filter((column) => Object.hasOwn(model.columns, column));
  return (between: Between, args: PageArgs, context: Context) => {
    if (field) context.field(field);
    const outside = outsideError(between, context.subject, kind);
    if (outside) throw outside;
    const changes = {
      ...{ table: context.table(model, kind), placedBy, keyOfBeat },
      ...(ended && { over: (row: object) => hasEnded(ended, row) }),
      ...(narrow && { where: narrow(args as never) }),
    };
    return changesConnection(context, between, changes, args);
  };
}

function hasEnded(ended: Ended, row: object): boolean {
  const fields = row as Readonly<Record<string, string | boolean>>;
  return Object.entries(ended).every(([field, values]) => values.includes(fields[field]!));
}

/** How the changes of one kind of record are read. */
interface ChangesOf<Row extends object> {
  readonly table: ScopedTable<Row>;
  /** The columns by which the rows are placed; a question about a beat has no rows of a table without `beatId`. */
  readonly placedBy: readonly ('entity' | 'municipality' | 'beatId')[];
  /** Whether the record is over, although it is still there. */
  readonly over?: (row: Row) => boolean;
  readonly where?: Where<Row>;
  /** The key of the one row that a question about a beat is about. */
  readonly keyOfBeat?: boolean;
}

/** A page of how records changed between two cuts; rights and filters apply to each end separately. */
function changesConnection<Row extends object>(
  context: Context,
  between: Between,
  { table, placedBy, over = () => false, where = [], keyOfBeat = false }: ChangesOf<Row>,
  page: PageArgs,
) {
  const place = placeOf(between, placedBy, keyOfBeat);
  const { rows, hasNextPage, touched } = place
    ? table.between({
        ...{ from: between.from.position, to: between.to.position, first: pageSizeOf(page) },
        after: page.after ?? undefined,
        where: [place as Filter<Row>, ...[where].flat()] as Filter<Row>[],
        key: keyOfBeat ? (between.beat ?? undefined) : undefined,
      })
    : { rows: [], hasNextPage: false, touched: 0 };
  const edges = rows.map((row) => ({
    node: changeOf(context, between, row, over),
    cursor: row.cursor,
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: page.after !== undefined && page.after !== null,
      startCursor: rows[0]?.cursor ?? null,
      endCursor: rows.at(-1)?.cursor ?? null,
    },
    totalCount: touched,
  };
}

/** `undefined` when the table cannot say which of its rows lie there. */
function placeOf({ entity, municipality, beat }: Between, placedBy: readonly string[], keyOfBeat: boolean) {
  if (municipality !== null && !placedBy.includes('municipality')) return undefined;
  if (beat !== null && !placedBy.includes('beatId') && !keyOfBeat) return undefined;
  return {
    entity: entity ?? undefined,
    ...(municipality === null ? {} : { municipality }),
    ...(beat === null || keyOfBeat ? {} : { beatId: beat }),
  };
}

function changeOf<Row>(
  { logId }: Context,
  { to }: Between,
  { key, before, after, position, changes }: RowBetween<Row>,
  over: (row: Row) => boolean,
): RecordChange<Row> {
  return {
    id: key,
    kind: changeKind(before && !over(before), after && !over(after)),
    before: before ?? null,
    after: after ?? null,
    position: encodePosition([{ log: logId, position, clock: to.clock }]),
    changes,
  };
}
