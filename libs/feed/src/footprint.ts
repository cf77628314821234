import type { ReadModelOf } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import type { Where } from '@proximidad/readmodel';
import { z } from 'zod';
import { type Feeds, isFollowedBy } from './feed.ts';
import { type Columns, ColumnValue, type FeedChange } from './feed-wire.ts';
import { plain } from './before-after.ts';

/** What one column has to be for a row to count. */
const Condition = z.union([
  z.object({ in: z.array(ColumnValue) }),
  z.object({ gte: ColumnValue.optional(), lt: ColumnValue.optional() }).strict(),
  z.object({ isNull: z.boolean() }),
]);
type Condition = z.infer<typeof Condition>;

/** Rows of a type that an answer was made from: given by key, or by a filter; all rows when neither is given. */
const Read = z.object({
  type: z.string(),
  keys: z.array(z.string()).optional(),
  where: z.record(z.string(), Condition).optional(),
});
type Read = z.infer<typeof Read>;

/** What an answer depends on in one service. */
const OwnFootprint = z.object({
  reads: z.array(Read),
  /** The answer depends on the time: it has to be asked for again now and then. */
  timeDependent: z.boolean(),
  /** The answer is made from rows that no feed covers: it has to be asked for again soon after the log has grown. */
  unfed: z.boolean(),
  /** From this moment, Unix milliseconds, the answer changes by itself. */
  until: z.number().optional(),
  /** Something in it was noted in the name of each to whom it is shown: nobody else is shown this answer. */
  named: z.boolean().optional(),
});

/** What an answer depends on: a change outside of it cannot change the answer. */
export const Footprint = OwnFootprint.extend({
  /** What the service asked of other services, by their names. */
  elsewhere: z.record(z.string(), OwnFootprint).optional(),
});
export type Footprint = z.infer<typeof Footprint>;

/** Beyond this many reads a footprint names whole types. */
const READS_MAX = 64;
/** Beyond this many keys a footprint names the type. */
const KEYS_MAX = 500;

/** Whether this change may have changed the answer. */
export function touches({ reads }: Footprint, change: FeedChange): boolean {
  return reads.some(({ type, keys, where = {} }) => {
    if (type !== change.type || (keys && !keys.includes(change.key))) return false;
    return [change.before, change.after].some((side) => side && holds(where, side));
  });
}

function holds(where: NonNullable<Read['where']>, columns: Columns): boolean {
  return Object.entries(where).every(([column, condition]) => meets(columns[column] ?? null, condition));
}

function meets(value: ColumnValue, condition: Condition): boolean {
  if ('isNull' in condition) return (value === null) === condition.isNull;
  if ('in' in condition) return condition.in.includes(value);
  const { gte, lt } = condition;
  if (value === null) return (gte ?? lt ?? undefined) === undefined;
  return (
    (gte === undefined || gte === null || value >= gte) && (lt === undefined || lt === null || value < lt)
  );
}

/** What an answer depends on that is made from two others. */
export function footprintsTogether(a: Footprint, b: Footprint): Footprint {
  return {
    reads: bounded([...a.reads, ...b.reads]),
    timeDependent: a.timeDependent || b.timeDependent,
    unfed: a.unfed || b.unfed,
    ...soonest(a.until, b.until),
    ...((a.named || b.named) && { named: true }),
  };
}

/** The same reads, each once: too many keys become the whole type, and too many reads become their types. */
function bounded(reads: readonly Read[]): Read[] {
  const keyed = new Map<string, Set<string>>();
  const others = new Map<string, Read>();
  for (const read of reads) {
    if (read.keys && !read.where) {
      const known = keyed.get(read.type) ?? new Set();
      keyed.set(read.type, known);
      for (const key of read.keys) known.add(key);
    } else others.set(JSON.stringify(read), read);
  }
  const byKey = [...keyed].map(([type, keys]) =>
    keys.size > KEYS_MAX ? { type } : { type, keys: [...keys] },
  );
  const told: Read[] = [...byKey, ...others.values()];
  if (told.length <= READS_MAX) return told;
  return [...new Set(told.map(({ type }) => type))].map((type) => ({ type }));
}

function soonest(...moments: readonly (number | undefined)[]): { readonly until?: number } {
  const told = moments.filter((ms) => ms !== undefined);
  return told.length === 0 ? {} : { until: Math.min(...told) };
}

/** Notes what one operation reads. */
export interface FootprintNote {
  keys(model: ReadModelOf, keys: readonly string[]): void;
  where(model: ReadModelOf, where: Where<never> | undefined): void;
  timeDependent(): void;
  /** The answer is made from something that no feed covers. */
  unfed(): void;
  /** What the answer is made from exists until this moment, Unix milliseconds, and no longer. */
  until(ms: number): void;
  /** Something was noted in the name of those who are shown the answer. */
  named(): void;
  /** The footprint of another service's answer, which this service asked for. */
  elsewhere(service: string, footprint: Footprint): void;
  footprint(): Footprint;
}

/** Reading a type that the subject may not follow is noted like reading something that no feed covers. */
export function footprintNote(feeds: Feeds, subject: Subject): FootprintNote {
  const followed = Object.entries(feeds).filter(([, feed]) => isFollowedBy(subject, feed));
  const typeOf = new Map(followed.map(([type, { model }]) => [model.name, type]));
  const keyed = new Map<string, Set<string>>();
  const filtered = new Map<string, Read>();
  const asked = new Map<string, Footprint>();
  let timeDependent = false;
  let unfed = false;
  let isNamed = false;
  let ends: { readonly until?: number } = {};
  const typed = (model: ReadModelOf) => {
    const type = typeOf.get(model.name);
    unfed ||= type === undefined;
    return type;
  };
  return {
    keys(model, keys) {
      const type = typed(model);
      if (type === undefined) return;
      const known = keyed.get(type) ?? new Set();
      keyed.set(type, known);
      for (const key of keys) known.add(key);
    },
    where(model, where) {
      const type = typed(model);
      if (type === undefined) return;
      const read: Read = { type, where: conditionsOf(where) };
      filtered.set(JSON.stringify(read), read);
    },
    timeDependent() {
      timeDependent = true;
    },
    unfed() {
      unfed = true;
    },
    until(ms) {
      ends = soonest(ends.until, ms);
    },
    named() {
      isNamed = true;
    },
    elsewhere(service, footprint) {
      const known = asked.get(service);
      asked.set(service, known ? footprintsTogether(known, footprint) : footprint);
    },
    footprint() {
      const rest = {
        ...{ timeDependent, unfed, ...ends, ...(isNamed && { named: true }) },
        ...(asked.size > 0 && { elsewhere: Object.fromEntries(asked) }),
      };
      const byKey = [...keyed].map(([type, keys]) => ({ type, keys: [...keys] }));
      return { reads: bounded([...byKey, ...filtered.values()]), ...rest };
    },
  };
}

/** Of two conditions on one column the first is enough: a footprint may be too large, never too small. */
function conditionsOf(where: Where<never> = []): Record<string, Condition> {
  const conditions: Record<string, Condition> = {};
  for (const filter of [where].flat() as readonly object[]) {
    for (const [column, wanted] of Object.entries(filter)) {
      if (wanted === undefined || column in conditions) continue;
      conditions[column] = conditionOf(wanted);
    }
  }
  return conditions;
}

function conditionOf(wanted: unknown): Condition {
  if (typeof wanted !== 'object' || wanted === null || 'ms' in wanted) return { in: [plain(wanted)] };
  if ('in' in wanted) return { in: (wanted.in as readonly unknown[]).map(plain) };
  if ('isNull' in wanted) return { isNull: wanted.isNull === true };
  const { gte, lt } = wanted as { gte?: unknown; lt?: unknown };
  return {
    ...(gte === undefined ? {} : { gte: plain(gte) }),
    ...(lt === undefined ? {} : { lt: plain(lt) }),
  };
}
