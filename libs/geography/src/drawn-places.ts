import { PlaceIndex } from './place-index.ts';
import type { Point, Polygon } from './shapes.ts';

/** Boundaries of one place that are remembered; older ones are in the log. */
const DRAWN_MAX = 20;

/** A boundary, and since when it has been in force, Unix milliseconds; null for the first. */
export interface Drawn {
  readonly polygon: Polygon;
  readonly municipality: string;
  readonly from: number | null;
}

/** A place that is drawn anew from time to time, until it closes (ADR 241). */
export interface DrawnPlace {
  readonly id: string;
  readonly edition: string;
  /** In the order of their versions: each is in force until the next. */
  readonly drawn: readonly Drawn[];
  /** When it was first drawn, as far as is known, Unix milliseconds. */
  readonly sinceMs: number;
  /** From then on it contains no points, Unix milliseconds; null while it is open. */
  readonly closedFrom: number | null;
}

/** The boundaries of a place with the next one; nobody knows since when the first has been in force. */
export function drawnNext(
  before: readonly Drawn[] | undefined,
  { polygon, municipality, validFrom }: Omit<Drawn, 'from'> & { readonly validFrom: { ms: number } | null },
): readonly Drawn[] {
  const from = before ? (validFrom?.ms ?? null) : null;
  return [...(before ?? []), { polygon, municipality, from }].slice(-DRAWN_MAX);
}

/** The boundary in force at the moment, or else the first. */
export function drawnAt({ drawn }: Pick<DrawnPlace, 'drawn'>, ms: number): Drawn {
  return drawn.findLast(({ from }) => from === null || from <= ms) ?? drawn[0]!;
}

/** One boundary of a place while it was in force, from one moment until another, Unix milliseconds. */
interface Held<P> {
  readonly id: string;
  readonly polygon: Polygon;
  readonly from: number;
  readonly until: number;
  readonly place: P;
}

/** Which of these places contained a point at a moment. */
export class DrawnPlaces<P extends DrawnPlace> {
  readonly #index = new PlaceIndex<Held<P>>();
  readonly #held = new Map<string, readonly Held<P>[]>();

  /** Adds the place, or replaces the one with the same id. */
  set(place: P): void {
    for (const { id } of this.#held.get(place.id) ?? []) this.#index.delete(id);
    const held = heldBy(place);
    for (const one of held) this.#index.set(one);
    this.#held.set(place.id, held);
  }

  /**
   * Those that had been drawn by then come first, then the newest edition: editions are years or dates, so the greatest
   * text is the newest. At Infinity, the last boundaries are used.
   */
  at(point: Point, ms: number): P[] {
    return this.#index
      .at(point)
      .filter(({ from, until }) => from <= ms && (ms < until || until === Infinity))
      .map(({ place }) => place)
      .sort((a, b) => Number(a.sinceMs > ms) - Number(b.sinceMs > ms) || compare(b.edition, a.edition));
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Each boundary of a place with the span in which it was in force. */
function heldBy<P extends DrawnPlace>(place: P): Held<P>[] {
  const { id, drawn, closedFrom } = place;
  return drawn.map(({ polygon, from }, n) => {
    const next = drawn[n + 1];
    // A boundary noted before times were kept has no known beginning: it is in force at every moment.
    const replaced = next ? (next.from ?? -Infinity) : Infinity;
    const until = Math.min(replaced, closedFrom ?? Infinity);
    return { id: `${id} ${n}`, polygon, from: from ?? -Infinity, until, place };
  });
}
