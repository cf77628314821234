import type { EventFamily } from '@proximidad/eventsourcing';
import { SUBGRAPHS } from '@proximidad/topology';

/** The events of a category, and the service whose they are. */
export interface Owned {
  readonly service: string;
  readonly family: EventFamily;
}

interface Definition {
  readonly name: string;
  readonly families: Readonly<Record<string, EventFamily>>;
}

/** Every category of events that a service of this version reads. */
export async function ownedFamilies(): Promise<ReadonlyMap<string, Owned>> {
  const owned = new Map<string, Owned>();
  for (const { name } of SUBGRAPHS) {
    const { definition } = (await import(`@proximidad/${name}/service`)) as {
      readonly definition: Definition;
    };
    for (const [category, family] of Object.entries(definition.families))
      owned.set(category, { service: definition.name, family });
  }
  return owned;
}
