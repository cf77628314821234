import { profilesNoted } from '@proximidad/edge';
import type { Resources } from '../resources.ts';

/** Which policing model governs where, as reported by the registry. */
export const { slice: notedProfileSlice, governing, linksIn } = profilesNoted<Resources>('beatsprofile');
