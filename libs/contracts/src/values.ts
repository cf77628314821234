import { z } from 'zod';

export const PriorityCode = z.enum(['ALTA', 'MEDIA', 'BAJA']);

/** A code of some catalogue, with the catalogue and its version. */
export const CatalogueCode = z.object({
  system: z.string().max(40),
  version: z.string().max(20).optional(),
  code: z.string().max(80),
});
export type CatalogueCode = z.infer<typeof CatalogueCode>;

export const Outcome = z.enum([
  'RESOLVED',
  'NO_CONTACT',
  'UNFOUNDED',
  'REFERRED',
  'DETAINED',
  'DUPLICATE',
  'CANCELLED',
]);

export const UnitStatus = z.enum(['AVAILABLE', 'EN_ROUTE', 'ON_SCENE', 'BUSY', 'OUT_OF_SERVICE', 'OFFLINE']);

/** A unit that could go, with what the proposal rests on (policy P1). */
export const Candidate = z.object({
  unitId: z.string(),
  distanceMetres: z.int().min(0).nullable(),
  etaSeconds: z.int().min(0).nullable(),
  sameBeat: z.boolean(),
  score: z.number().min(0).max(1),
  reasons: z.array(z.string().max(60)).max(8),
});
export type Candidate = z.infer<typeof Candidate>;
