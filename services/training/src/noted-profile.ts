import { profilesNoted } from '@proximidad/edge';

/** Which policing model governs where, as reported by the registry. */
export const { slice: notedProfileSlice, governing } = profilesNoted<undefined>('trainingprofile');
