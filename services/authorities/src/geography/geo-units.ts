import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import type { Dated } from '../effective.ts';
import { geography } from './geography.ts';

/** Its name from then on, and by which decree. */
export interface PlaceNameRow extends Dated {
  readonly name: string;
  readonly decree: string;
  readonly by: By;
}

/** A municipality that a decree concerned. */
export interface GeoUnitRow {
  readonly cvegeo: string;
  readonly entity: string;
  /** Names given by decree only: the framework has its own name for it. */
  readonly names: readonly PlaceNameRow[];
  /** Null for a municipality of the framework. */
  readonly since: Instant | null;
  /** From then on it no longer exists; its key stays valid for the past. */
  readonly until: Instant | null;
  /** The municipalities that it was cut out of. */
  readonly parents: readonly string[];
  /** The municipalities that replaced it. */
  readonly into: readonly string[];
  readonly decrees: readonly string[];
  readonly by: By;
}

export const geoUnits = readModel<GeoUnitRow>()({
  name: 'geo-units',
  version: 1,
  of: [geography],
  columns: { entity: 'text', cvegeo: 'text' },
  keys: ({ cvegeo }) => [cvegeo],
  project(row, event, { entity, by }) {
    const { cvegeo, decree, from } = event;
    const unit: GeoUnitRow = row ?? {
      ...{ cvegeo, entity, names: [], since: null, until: null, parents: [], into: [], decrees: [], by },
    };
    const touched = { ...unit, decrees: [...unit.decrees, decree] };
    switch (event.type) {
      case 'GeoUnitCreated': {
        const { name, parents } = event;
        return { ...touched, since: from, parents, names: [{ name, from, decree, by }] };
      }
      case 'GeoUnitRenamed':
        return { ...touched, names: [...unit.names, { name: event.name, from, decree, by }] };
      case 'GeoUnitSplit':
        return { ...touched, until: from, into: event.into };
      case 'GeoUnitMerged':
        return { ...touched, until: from, into: [event.into] };
    }
  },
});
