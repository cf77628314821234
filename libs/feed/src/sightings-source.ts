import type { ReadModelOf } from '@proximidad/eventsourcing';
import type { Kind } from '@proximidad/policy';
import type { Sighting } from './sightings-wire.ts';

/** Where a service's things are seen, and whose business that is. */
export interface SightingsSource {
  /** The read model whose columns `entity`, `municipality` and `beatId` a sighting has, for the row filter. */
  readonly model: ReadModelOf;
  readonly kind: Kind;
  /** The restricted field that tells the same of one of them. */
  readonly field: `${string}.${string}`;
  /** Everything that is kept, before rights are applied. */
  known(): readonly Sighting[];
  /** Told of whatever is seen from here on; returns how to stop it. */
  listen(listener: (sightings: readonly Sighting[]) => void): () => void;
}
