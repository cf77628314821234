import { ANY, NO_STREAM, type Outcome, STREAM_EXISTS } from './events.ts';
import type { Place } from './recent-ids.ts';

/** What the decision needs to know about the stream and the ids already in it. */
export interface Facts {
  readonly last: number;
  readonly tombstoned: boolean;
  readonly softDeleted: boolean;
  readonly hasMetadata: boolean;
  /** A recent event of this stream by id. */
  recent(id: Uint8Array): Place | undefined;
  /** The event of this stream at a revision. */
  at(revision: number): { readonly id: Uint8Array; readonly position: number } | undefined;
}

type Verdict =
  | { readonly kind: 'write' }
  | { readonly kind: 'known'; readonly revision: number; readonly position: number }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'deleted' };

const WRITE: Verdict = { kind: 'write' };
const CONFLICT: Verdict = { kind: 'conflict' };
const DELETED: Verdict = { kind: 'deleted' };

/**
 * Whether events with these ids may be appended where the client expects the stream to be, or are already there: a repeated append
 * whose ids all match is answered with its first result; a partly matching one is a conflict.
 */
export function judge(expected: number, ids: readonly Uint8Array[], facts: Facts): Verdict {
  if (facts.tombstoned) return DELETED;
  if (expected === STREAM_EXISTS && facts.softDeleted) return DELETED;
  if (expected === STREAM_EXISTS && !exists(facts)) return CONFLICT;
  if (expected === ANY || expected === STREAM_EXISTS) return anywhere(ids, facts);
  if (expected < facts.last) return below(expected, ids, facts);
  return expected === facts.last ? WRITE : CONFLICT;
}

function exists({ last, hasMetadata }: Facts): boolean {
  return last >= 0 || hasMetadata;
}

function anywhere(ids: readonly Uint8Array[], facts: Facts): Verdict {
  let known: Place | undefined;
  for (const [index, id] of ids.entries()) {
    const place = facts.recent(id);
    if (!place) return index === 0 ? WRITE : CONFLICT;
    known = place;
  }
  return known ? { kind: 'known', revision: known.revision, position: known.position } : WRITE;
}

function below(expected: number, ids: readonly Uint8Array[], facts: Facts): Verdict {
  const revived = expected === NO_STREAM && facts.softDeleted;
  let revision = expected;
  let position: number | undefined;
  for (const [index, id] of ids.entries()) {
    const there = facts.at(++revision);
    if (!there || Buffer.compare(there.id, id) !== 0) return index === 0 && revived ? WRITE : CONFLICT;
    position = there.position;
  }
  if (position === undefined) return revived ? WRITE : CONFLICT;
  return { kind: 'known', revision, position };
}

/** The outcome where nothing has to be written. */
export function outcomeOf(
  verdict: Exclude<Verdict, { kind: 'write' }>,
  state: { readonly last: number } | undefined,
): Outcome {
  switch (verdict.kind) {
    case 'known':
      return { kind: 'done', revision: verdict.revision, position: verdict.position };
    case 'conflict':
      return { kind: 'conflict', current: state?.last ?? -1 };
    case 'deleted':
      return { kind: 'deleted' };
  }
}
