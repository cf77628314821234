import { profilesNoted } from '@proximidad/edge';

/** Which policing model governs where, as the registry told it. */
export const { slice: notedProfileSlice, governing } = profilesNoted<undefined>('trainingprofile');
