/**
 * The first of some beats that somebody drew, the first where none is; undefined while whoever keeps them does not say of one before it.
 */
export async function firstDrawn(
  beats: readonly string[],
  isDrawn: (beat: string) => Promise<boolean | undefined>,
): Promise<string | undefined> {
  for (const beat of beats) {
    const drawn = await isDrawn(beat);
    if (drawn === undefined) return undefined;
    if (drawn) return beat;
  }
  return beats[0];
}
