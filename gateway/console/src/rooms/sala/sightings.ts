/** A position that is older is shown to nobody (ADR 120). */
const SEEN_WITHIN_MS = 30 * 60_000;

/** Where a unit was when it was last seen. */
export interface Sighting {
  readonly lat: number;
  readonly lon: number;
  readonly atMs: number;
}

/** The sightings that are not too old. */
export function freshAt(seen: ReadonlyMap<string, Sighting>, nowMs: number): ReadonlyMap<string, Sighting> {
  return new Map([...seen].filter(([, { atMs }]) => nowMs - atMs <= SEEN_WITHIN_MS));
}
