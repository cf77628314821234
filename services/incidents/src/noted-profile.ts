import { profilesNoted } from '@proximidad/edge';
import type { Places } from './beat-boundary/places.ts';

/** Which policing model governs where, as the registry reported it. */
export const { slice: notedProfileSlice, governing } = profilesNoted<Places>('incidentsprofile');
