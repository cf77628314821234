/** How often each command was sent without anybody saying what became of it. */
export type Tries = ReadonlyMap<string, number>;

interface Waiting {
  readonly what: string;
  readonly input: { readonly commandId: string };
}

export const triesOf = (tries: Tries, { input }: Waiting): number => tries.get(input.commandId) ?? 0;

/**
 * What is sent next, of what waits in the order in which it was told. What is about one thing keeps that order; whatever else waits does
 * not wait for it: of those whose turn it may be, the least often tried.
 */
export function nextOf<Told extends Waiting>(
  waiting: readonly Told[],
  thingOf: (told: Told) => string | undefined,
  tries: Tries,
): Told | undefined {
  const taken = new Set<string>();
  let next: Told | undefined;
  for (const told of waiting) {
    const thing = thingOf(told);
    const isHeldBack = thing !== undefined && taken.has(thing);
    if (thing !== undefined) taken.add(thing);
    if (isHeldBack) continue;
    if (!next || triesOf(tries, told) < triesOf(tries, next)) next = told;
  }
  return next;
}
