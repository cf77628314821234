import type { Dependencies } from '@proximidad/edge';
import { openPlaces, type Places } from './beat/places.ts';
import { openTelemetry, type Telemetry } from './unit-log/telemetry.ts';

/** What the service keeps besides its read models. */
export interface Own {
  readonly places: Places;
  readonly telemetry: Telemetry;
  close(): void;
}
export type BeatsDependencies = Dependencies<Own>;

export function openOwn({ readModels, data }: Dependencies): Own {
  const telemetry = openTelemetry(data);
  const places = openPlaces(readModels);
  return {
    places,
    telemetry,
    close() {
      places.close();
      telemetry.close();
    },
  };
}
