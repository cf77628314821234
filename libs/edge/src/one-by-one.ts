export type InTurn = <T>(about: readonly string[], run: () => Promise<T>) => Promise<T>;

/**
 * Runs work on the same thing one after the other, in the order in which it came; work on different things does not
 * wait. A failure goes only to its caller: those that wait behind it proceed.
 */
export function oneByOne(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (about, run) => {
    const before = about.flatMap((each) => last.get(each) ?? []);
    const mine = before.length > 0 ? Promise.allSettled(before).then(run) : run();
    for (const each of about) last.set(each, mine);
    try {
      return await mine;
    } finally {
      for (const each of about) if (last.get(each) === mine) last.delete(each);
    }
  };
}
