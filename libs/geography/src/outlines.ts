import { z } from 'zod';

/** Folder, within the data of a site, of the outlines of states and municipalities that it imported. */
export const OUTLINES_FOLDER = 'geography';
/** The collection of the states; those of municipalities are named after their entity. */
export const STATES = 'estados';
/** The name of a site's own base map among them. */
export const BASE_MAP = 'mapa-base';
/** A larger one is neither kept nor served. */
export const OUTLINES_SIZE_MAX_BYTES = 4 * 1024 * 1024;

const Ring = z.array(z.tuple([z.number(), z.number()])).min(4);

/** A territory as it is drawn: simplified, and no legal boundary. */
export const Outline = z.object({
  type: z.literal('Feature'),
  /** INEGI key: two digits of an entity, five of a municipality. */
  id: z.string(),
  properties: z.object({
    name: z.string(),
    /** Its source and terms of use, as they have to be shown. */
    attribution: z.string(),
  }),
  geometry: z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring)) }),
});
export type Outline = z.infer<typeof Outline>;

export const Outlines = z.object({ type: z.literal('FeatureCollection'), features: z.array(Outline) });
export type Outlines = z.infer<typeof Outlines>;
