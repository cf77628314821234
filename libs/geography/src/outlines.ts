import { z } from 'zod';

/** In the data folder of a site: what it imported of the outlines of states and municipalities. */
export const OUTLINES_FOLDER = 'geography';
/** The one collection of the states; those of municipalities are called as their entity. */
export const STATES = 'estados';
/** How a site's own base map is called among what it has. */
export const BASE_MAP = 'mapa-base';
/** A bigger one is neither kept nor served. */
export const OUTLINES_SIZE_MAX_BYTES = 4 * 1024 * 1024;

const Ring = z.array(z.tuple([z.number(), z.number()])).min(4);

/** A territory as it is drawn: simplified, and no legal boundary. */
export const Outline = z.object({
  type: z.literal('Feature'),
  /** INEGI key: two digits of an entity, five of a municipality. */
  id: z.string(),
  properties: z.object({
    name: z.string(),
    /** Whom it is from and under which terms, as it has to be shown. */
    attribution: z.string(),
  }),
  geometry: z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring)) }),
});
export type Outline = z.infer<typeof Outline>;

export const Outlines = z.object({ type: z.literal('FeatureCollection'), features: z.array(Outline) });
export type Outlines = z.infer<typeof Outlines>;
