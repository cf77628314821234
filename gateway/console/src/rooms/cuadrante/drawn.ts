/**
 * The first beat that is drawn, or the first of all if none is; undefined when it cannot be learned whether one before it is drawn.
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
