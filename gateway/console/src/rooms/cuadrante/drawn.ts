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

/** Whether nobody drew the beat: it is missing although who would know it answers. */
export function isUndrawn({ beat }: { readonly beat: object | null }, silent: readonly string[]): boolean {
  return beat === null && !silent.includes('beats');
}

/** A day by the parts that list something. */
type Parts = Readonly<Record<'incidents' | 'followUps' | 'commitments' | 'contacts', Part | null>>;
interface Part {
  readonly edges: readonly unknown[];
}

/** What is known of a day while nobody says whether its beat is the drawn one: of another, nothing listed does not mean that there is nothing. */
export function withoutNone<Day extends Parts>(day: Day): Day {
  const told = (part: Part | null) => (part && part.edges.length > 0 ? part : null);
  const { incidents, followUps, commitments, contacts } = day;
  return {
    ...day,
    ...{ incidents: told(incidents), followUps: told(followUps) },
    ...{ commitments: told(commitments), contacts: told(contacts) },
  };
}
