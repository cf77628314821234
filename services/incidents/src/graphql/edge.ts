import { cnie } from '@proximidad/catalogues';
import type { CatalogueCode } from '@proximidad/contracts';
import { type Instant, parseDateTime, reject, Uuid } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import type { Page } from '@proximidad/readmodel';
import { type Context, ServiceError } from '@proximidad/service';

/** How far clocks may be apart: a fact further in the future is refused. */
const FUTURE_MAX_MS = 5_000;
const PAGE_SIZE_MAX = 100;
/** Counting further than this is not cheap. */
const TOTAL_MAX = 10_000;

export type Maybe<T> = T | null | undefined;

/** What every mutation's input carries. */
export interface Commanded {
  readonly commandId: string;
  readonly occurredAt?: Maybe<string>;
}

export interface Paged {
  readonly first?: Maybe<number>;
  readonly after?: Maybe<string>;
}

/** A UUID in its one spelling, so that ids derived from it are the same for the same command. */
export function commandIdOf({ commandId }: Commanded): string {
  const parsed = Uuid.safeParse(commandId);
  if (!parsed.success) throw new ServiceError('BAD_USER_INPUT', 'commandId must be a UUID.');
  return parsed.data;
}

/** When it was, by the input, else now on the wall of the place. */
export function instantOf(context: Context, text: Maybe<string>, place: string): Instant {
  if (text === null || text === undefined) return context.now(place);
  const instant = parseDateTime(text);
  if (instant.ms > context.cut.clock + FUTURE_MAX_MS) {
    throw new ServiceError('BAD_USER_INPUT', 'A time lies in the future.');
  }
  return instant;
}

/** What was recorded a moment ago may not be projected yet: looks again once all that is in the log has been. */
export async function found<T>(context: Context, log: EventLog, look: () => T | undefined) {
  const seen = look();
  if (seen !== undefined) return seen;
  await context.reached(await log.head());
  return look();
}

/** A refusal that needs the read model, and so is given at the edge. */
export function refusal(context: Context, code: string, message: string, rule?: string): object {
  return context.answer({ ok: false, rejection: reject(code, message, rule) }, () => ({ __typename: '' }));
}

/** @throws {ServiceError} LIMIT_EXCEEDED. */
export function pageSize({ first }: Paged): number {
  const size = first ?? 20;
  if (size < 1 || size > PAGE_SIZE_MAX) {
    throw new ServiceError('LIMIT_EXCEEDED', `A page has 1 to ${PAGE_SIZE_MAX}.`, { limit: PAGE_SIZE_MAX });
  }
  return size;
}

/** A page as a connection; the rows are counted only when somebody asks for it. */
export function connectionOf<Row>(page: Page<Row>, { after }: Paged, count: (max: number) => number) {
  const { rows, hasNextPage } = page;
  return {
    edges: rows.map(({ row, cursor }) => ({ node: row, cursor })),
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== null && after !== undefined,
      startCursor: rows[0]?.cursor ?? null,
      endCursor: rows.at(-1)?.cursor ?? null,
    },
    count: () => {
      const total = count(TOTAL_MAX + 1);
      return total > TOTAL_MAX ? null : total;
    },
  };
}

/** A code with its label in the catalogue; a source's own code is its label. */
export function codeOf({ system, version, code }: CatalogueCode) {
  const label = system === 'CNIE' ? (cnie(code)?.label ?? null) : code;
  return { system, version: version ?? null, code, label };
}
