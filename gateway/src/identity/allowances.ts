import { say } from '@proximidad/refusals';
import type { GraphQLError } from 'graphql';
import { codedError } from '../errors.ts';

/**
 * What may be under way at a time, over every transport: in the whole process, and for one subject. The second number keeps
 * one subject from taking the first from all others.
 */
export const ALLOWANCES = {
  /** Queries and mutations, from the moment their sender is known, including the time that their body takes to arrive. */
  operations: { all: 1_000, subject: 128 },
  /** Refusals for want of a place above, which are delayed; beyond this number they are given at once. */
  refusals: { all: 1_000, subject: 128 },
  /** The cost of these together, so that a few large ones do not keep the services from everybody else. */
  cost: { all: 1_000_000, subject: 60_000 },
  /** Subscriptions and live results. */
  streams: { all: 64_000, subject: 2_000 },
  /** Each frame of a replay is made for its viewer alone. */
  replays: { all: 64, subject: 4 },
  /** Distinct live queries: each is evaluated again and again, however many subjects with the same rights share it. */
  liveQueries: { all: 4_000, subject: 64 },
} as const;

export type AllowanceKind = keyof typeof ALLOWANCES;
type Amounts = Readonly<Record<AllowanceKind, { readonly all: number; readonly subject: number }>>;

/** Hands out places and takes them back. */
export interface Allowances {
  /** Takes a place, or `amount` of them; the function it returns gives them back. Otherwise an error that says why there is none. */
  take(kind: AllowanceKind, subject: string, amount?: number): (() => void) | GraphQLError;
  /** For the metrics. */
  counts(): readonly {
    readonly kind: AllowanceKind;
    readonly inUse: number;
    readonly refusedToSubjects: number;
    readonly refusedToAll: number;
  }[];
}

export function openAllowances(change: Partial<Amounts> = {}): Allowances {
  const amounts: Amounts = { ...ALLOWANCES, ...change };
  const kinds = Object.keys(amounts) as AllowanceKind[];
  const books = new Map(kinds.map((kind) => [kind, openBook()]));
  return {
    take(kind, subject, amount = 1) {
      const book = books.get(kind)!;
      const { all, subject: own } = amounts[kind];
      if ((book.subjects.get(subject) ?? 0) + amount > own) {
        book.refusedToSubjects++;
        return tooManyOfOne(kind, own);
      }
      if (book.inUse + amount > all) {
        book.refusedToAll++;
        return tooManyOfAll(kind);
      }
      return taken(book, subject, amount);
    },
    counts: () =>
      kinds.map((kind) => {
        const { inUse, refusedToSubjects, refusedToAll } = books.get(kind)!;
        return { kind, inUse, refusedToSubjects, refusedToAll };
      }),
  };
}

interface Book {
  inUse: number;
  refusedToSubjects: number;
  refusedToAll: number;
  readonly subjects: Map<string, number>;
}

function openBook(): Book {
  return { inUse: 0, refusedToSubjects: 0, refusedToAll: 0, subjects: new Map() };
}

function taken(book: Book, subject: string, amount: number): () => void {
  let held = true;
  book.inUse += amount;
  book.subjects.set(subject, (book.subjects.get(subject) ?? 0) + amount);
  return () => {
    if (!held) return;
    held = false;
    book.inUse -= amount;
    const left = book.subjects.get(subject)! - amount;
    if (left > 0) book.subjects.set(subject, left);
    else book.subjects.delete(subject);
  };
}

function tooManyOfOne(kind: AllowanceKind, max: number): GraphQLError {
  const text = say('One subject may have {max} at a time ({kind}): wait until one of yours has ended.', {
    max,
    kind,
  });
  return codedError('LIMIT_EXCEEDED', text, { limit: `${kind}PerSubject`, max });
}

function tooManyOfAll(kind: AllowanceKind): GraphQLError {
  const text = say('The gateway is busy ({kind}): try again in a moment.', { kind });
  return codedError('SERVICE_UNAVAILABLE', text, { service: 'gateway', limit: kind });
}
