import { z } from 'zod';

/** The body of `POST /sightings`. */
export const SightingsRequest = z.object({ passport: z.string().optional() });

/** Where something was last seen: telemetry, not record, so without a position in the log. */
export const Sighting = z.object({
  id: z.string(),
  entity: z.string(),
  municipality: z.string(),
  beatId: z.string().nullable(),
  lat: z.number(),
  lon: z.number(),
  accuracyMetres: z.number(),
  /** RFC 3339. */
  at: z.string(),
});
export type Sighting = z.infer<typeof Sighting>;

/**
 * One line (NDJSON): the newest sighting of each thing that was seen since the line before. A line comes every
 * SIGHTINGS_INTERVAL_MS, even when nothing was seen. After a line with `end` the reader has to ask again.
 */
export const SightingsLine = z.object({
  sightings: z.array(Sighting),
  /** Everything that is known, replacing what was sent before: the first line. */
  whole: z.boolean().optional(),
  end: z.literal('again').optional(),
});
export type SightingsLine = z.infer<typeof SightingsLine>;
