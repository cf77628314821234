import type { ReadModelOf } from '@proximidad/eventsourcing';
import type { Kind } from '@proximidad/policy';
import type { Sighting } from './sightings-wire.ts';

/** Where a service's things are seen, and who may know. */
export interface SightingsSource {
  /** The read model whose columns `entity`, `municipality` and `beatId` a sighting has, for the row filter. */
  readonly model: ReadModelOf;
  readonly kind: Kind;
  /** The restricted field that holds the same information about one thing. */
  readonly field: `${string}.${string}`;
  /** Everything that is kept, before rights are applied. */
  known(): readonly Sighting[];
  /** Receives whatever is seen from now on; returns a function that stops this. */
  listen(listener: (sightings: readonly Sighting[]) => void): () => void;
}
