import { words } from '@proximidad/eventsourcing';
import { z } from 'zod';

export const PriorityCode = words('Priority', { ALTA: '', MEDIA: '', BAJA: '' });

/** A code of some catalogue, with the catalogue and its version. */
export const CatalogueCode = z.object({
  system: z.string().max(40),
  version: z.string().max(20).optional(),
  code: z.string().max(80),
});
export type CatalogueCode = z.infer<typeof CatalogueCode>;

export const Outcome = words('IncidentOutcome', {
  RESOLVED: '',
  NO_CONTACT: 'Nobody and nothing was found.',
  UNFOUNDED: 'It did not happen.',
  REFERRED: 'Another authority took it over.',
  DETAINED: '',
  DUPLICATE: 'It was another incident, known before.',
  CANCELLED: '',
});

export const UnitStatus = words('UnitStatus', {
  AVAILABLE: '',
  EN_ROUTE: 'On its way to an incident.',
  ON_SCENE: 'At an incident.',
  BUSY: 'At work, and not free to be sent.',
  OUT_OF_SERVICE: '',
  OFFLINE: 'It has not reported yet, or its day has ended.',
});

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
