import { profilesNoted } from '@proximidad/edge';
import type { AreaIndex } from './contact-area/area-index.ts';

/** Which policing model governs where, as reported by the registry. */
export const { slice: notedProfileSlice, governing, linksIn } = profilesNoted<AreaIndex>('contactsprofile');
