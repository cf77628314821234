import type { sceneWords } from './scene-words.ts';

export const COUNTED = [
  'injured',
  'deceased',
  'detained',
  'minorVictims',
  'minorWitnesses',
  'minorSuspects',
] as const;
export type Counts = Readonly<Record<(typeof COUNTED)[number], number>>;

/** What a unit or the room reported of a place. */
interface Scene {
  readonly injured: number;
  readonly deceased: number;
  readonly detained: number;
  readonly minors: { readonly victims: number; readonly witnesses: number; readonly suspects: number };
}

/** The latest report, from which the next one starts: it replaces that as a whole. */
export function foundBy(scene: Scene | null): Counts {
  const { injured = 0, deceased = 0, detained = 0, minors } = scene ?? {};
  const { victims = 0, witnesses = 0, suspects = 0 } = minors ?? {};
  return {
    ...{ injured, deceased, detained },
    ...{ minorVictims: victims, minorWitnesses: witnesses, minorSuspects: suspects },
  };
}

/** Those that are not zero, in words. */
export function saidOf(counts: Counts, own: (typeof sceneWords)['es']): string {
  const found = COUNTED.filter((what) => counts[what] > 0);
  return found.map((what) => `${own.counted[what]}: ${counts[what]}`).join(' · ') || own.nobody;
}
