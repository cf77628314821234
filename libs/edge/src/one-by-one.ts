export type InTurn = <T>(about: string, run: () => Promise<T>) => Promise<T>;

/**
 * Runs work on the same thing one after the other, in the order in which it came; work on different things does not
 * wait. A failure goes only to its caller: those that wait behind it proceed.
 */
export function oneByOne(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (about, run) => {
    const before = last.get(about);
    const mine = before ? before.then(run, run) : run();
    last.set(about, mine);
    try {
      return await mine;
    } finally {
      if (last.get(about) === mine) last.delete(about);
    }
  };
}
