import type { Instant } from '@proximidad/eventsourcing';

/** A span of time in which an officer is able to do something; without an end it does not lapse. */
export interface HeldCompetence {
  readonly code: string;
  readonly from: Instant;
  readonly until: Instant | null;
}

/**
 * Adds a grant. A competence renewed in time is one span, with the details of the grant that ends last; a grant that begins
 * later, or ended before, stands beside the others (BR-T4). Returns the same object when the grant adds nothing.
 */
export function withGrant<Held extends HeldCompetence>(
  held: readonly Held[],
  granted: Held,
): readonly Held[] {
  const touching = held.filter((each) => each.code === granted.code && touch(each, granted));
  if (touching.some((each) => covers(each, granted))) return held;
  const spans = [...touching, granted];
  const last = spans.reduce((one, other) => (endOf(other) >= endOf(one) ? other : one));
  const first = spans.reduce((one, other) => (other.from.ms < one.from.ms ? other : one));
  return [...held.filter((each) => !touching.includes(each)), { ...last, from: first.from }];
}

/** Everything held by virtue of several grants. */
export function heldBy<Held extends HeldCompetence>(grants: readonly Held[]): readonly Held[] {
  return grants.reduce<readonly Held[]>(withGrant, []);
}

function touch(a: HeldCompetence, b: HeldCompetence): boolean {
  return a.from.ms <= endOf(b) && b.from.ms <= endOf(a);
}

function covers(a: HeldCompetence, b: HeldCompetence): boolean {
  return a.from.ms <= b.from.ms && endOf(a) >= endOf(b);
}

function endOf({ until }: HeldCompetence): number {
  return until?.ms ?? Number.POSITIVE_INFINITY;
}
