import type { Dependencies } from '@proximidad/edge';
import { openPlaces, type Places } from './beat/places.ts';
import { openUnitSightings, type UnitSightings } from './unit-log/sightings.ts';
import { openTelemetry, type Telemetry } from './unit-log/telemetry.ts';

/** What the service keeps besides its read models. */
export interface Resources {
  readonly places: Places;
  readonly telemetry: Telemetry;
  readonly sightings: UnitSightings;
  close(): void;
}
export type BeatsDependencies = Dependencies<Resources>;

export function openResources({ readModels, data, now }: Dependencies): Resources {
  const telemetry = openTelemetry(data, { now });
  const places = openPlaces(readModels);
  return {
    places,
    telemetry,
    sightings: openUnitSightings({ readModels, telemetry, now }),
    close() {
      places.close();
      telemetry.close();
    },
  };
}
