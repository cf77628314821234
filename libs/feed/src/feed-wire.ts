import { z } from 'zod';

/** Changes in one line of a feed; those of one position are never split, so some more may come. */
export const FEED_LINE_CHANGES_MAX = 500;
/** Types in one feed. */
const TYPES_MAX = 20;
/** Values in one filter of a feed. */
const VALUES_MAX = 100;

/** What a column of a row holds on the wire: an instant is its Unix milliseconds, a boolean 0 or 1. */
export const ColumnValue = z.union([z.string(), z.number(), z.null()]);
export type ColumnValue = z.infer<typeof ColumnValue>;

/** The body of `POST /changes`. */
export const FeedRequest = z.object({
  passport: z.string().optional(),
  /** The log that the positions belong to; any other is refused as STALE. */
  log: z.uuid().optional(),
  /** Changes after this position are wanted; the caller has seen everything up to it. */
  after: z.int().min(0),
  /** The feed ends here; without it, the feed goes on with what happens. */
  upTo: z.int().min(0).optional(),
  /** Types of the graph; all that the service feeds when left out. */
  types: z.array(z.string().max(64)).max(TYPES_MAX).optional(),
  /** Only these keys. */
  keys: z.array(z.string().max(128)).max(VALUES_MAX).optional(),
  /** Only rows whose columns have one of these values, before or after. */
  where: z.record(z.string(), z.array(ColumnValue).max(VALUES_MAX)).optional(),
});
export type FeedRequest = z.infer<typeof FeedRequest>;

/** The declared columns of a row, as they stood on one side of a change. */
const Columns = z.record(z.string(), ColumnValue);
export type Columns = z.infer<typeof Columns>;

/**
 * A row of a type that got another version at `position`. Only `after`: it appeared to the reader; only `before`: it ended
 * for the reader; both: it changed. What the reader may not see, or did not ask for, is left out.
 */
export const FeedChange = z.object({
  type: z.string(),
  key: z.string(),
  position: z.int(),
  before: Columns.optional(),
  after: Columns.optional(),
});
export type FeedChange = z.infer<typeof FeedChange>;

/**
 * One line (NDJSON). Everything up to `position` has been given with it, so the reader may continue from there. Lines without
 * changes come at least every FEED_PROGRESS_MS. After a line with `end` the feed is over: `upTo` was reached, or the reader
 * has to ask again.
 */
export const FeedLine = z.object({
  position: z.int(),
  changes: z.array(FeedChange),
  end: z.enum(['upTo', 'again']).optional(),
});
export type FeedLine = z.infer<typeof FeedLine>;
