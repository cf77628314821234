import type { Instant } from '@proximidad/eventsourcing';

/** Something that holds from a moment on, until the next link of its chain or for good. */
export interface Dated {
  readonly from: Instant;
}

/** One link of a chain with its end, which is the beginning of the next: a chain has neither overlaps nor gaps. */
export type Spanned<Link extends Dated> = Link & { readonly until: Instant | null };

/** The chain with another link; undefined if that would not begin after the last one. */
export function continued<Link extends Dated>(
  chain: readonly Link[],
  link: Link,
): readonly Link[] | undefined {
  const last = chain.at(-1);
  return last && link.from.ms <= last.from.ms ? undefined : [...chain, link];
}

/** The link that holds at a moment; undefined before the first. */
export function linkAt<Link extends Dated>(chain: readonly Link[], ms: number): Link | undefined {
  return chain.findLast(({ from }) => from.ms <= ms);
}

/** Each link with its end. */
export function spans<Link extends Dated>(chain: readonly Link[]): readonly Spanned<Link>[] {
  return chain.map((link, index) => ({ ...link, until: chain[index + 1]?.from ?? null }));
}
