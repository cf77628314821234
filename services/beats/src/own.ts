import type { Dependencies } from '@proximidad/edge';
import { openPlaces, type Places } from './beat/places.ts';
import { openUnitSightings, type UnitSightings } from './unit-log/sightings.ts';
import { openTelemetry, type Telemetry } from './unit-log/telemetry.ts';

/** What the service keeps besides its read models. */
export interface Own {
  readonly places: Places;
  readonly telemetry: Telemetry;
  readonly sightings: UnitSightings;
  close(): void;
}
export type BeatsDependencies = Dependencies<Own>;

export function openOwn({ readModels, data, now }: Dependencies): Own {
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
