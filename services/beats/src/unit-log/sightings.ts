import { formatInstant } from '@proximidad/eventsourcing';
import type { Dependencies } from '@proximidad/edge';
import type { Sighting, SightingsSource } from '@proximidad/feed';
import { units, type UnitRow } from '../unit/units.ts';
import type { LastPoint, Sighted, Telemetry } from './telemetry.ts';

type Kept = NonNullable<Sighted['kept']>;

/** Where units are seen, for listeners: what is kept, and what comes. */
export interface UnitSightings {
  readonly source: SightingsSource;
  tell(seen: readonly (readonly [UnitRow, Kept])[]): void;
}

export interface UnitSightingsDeps extends Pick<Dependencies, 'readModels' | 'now'> {
  readonly telemetry: Telemetry;
}

export function openUnitSightings({ readModels, telemetry, now }: UnitSightingsDeps): UnitSightings {
  const listeners = new Set<Parameters<SightingsSource['listen']>[0]>();
  return {
    source: {
      ...{ model: units, kind: 'unit', field: 'Unit.lastPoint' },
      known() {
        const table = readModels.table(units);
        return telemetry.all(now()).flatMap(({ unitId, beatId, ...last }) => {
          const unit = table.get(unitId);
          return unit ? [sightingOf(unit, beatId, last)] : [];
        });
      },
      listen(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    tell(seen) {
      if (listeners.size === 0 || seen.length === 0) return;
      const sightings = seen.map(([unit, { last, dwell }]) => sightingOf(unit, dwell.beatId, last));
      for (const listener of listeners) listener(sightings);
    },
  };
}

function sightingOf(
  { id, entity, municipality }: UnitRow,
  beatId: string | null,
  { point, accuracyMetres, at }: LastPoint,
): Sighting {
  return { id, entity, municipality, beatId, ...point, accuracyMetres, at: formatInstant(at) };
}
