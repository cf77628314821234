import type { ModelProfile } from '@proximidad/catalogues';
import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';

export const BeatLimit = closedList(
  'BeatLimit',
  {
    AREA: 'It is larger than the model allows.',
    POPULATION: 'More people live in it than the model allows.',
  },
  'A design limit of the model that governs a beat, which the beat exceeds.',
);
type BeatLimit = z.infer<typeof BeatLimit>;

/** The limits of the model that a beat exceeds: shown to whoever draws it, never refused. */
export function beyondDesign(
  { areaKm2, population }: { readonly areaKm2: number; readonly population: number | null },
  { maxAreaKm2, maxPopulation }: ModelProfile['territory'],
): BeatLimit[] {
  return [
    ...(maxAreaKm2 !== null && areaKm2 > maxAreaKm2 ? (['AREA'] as const) : []),
    ...(maxPopulation !== null && (population ?? 0) > maxPopulation ? (['POPULATION'] as const) : []),
  ];
}
