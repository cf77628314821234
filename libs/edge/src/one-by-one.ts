import { latest } from '@proximidad/eventsourcing';
import type { Context } from './context.ts';

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

/** What was decided in turn, and has perhaps not been projected yet. */
export interface Unprojected {
  /** Waits until it has been, so that the next look-up misses none of it. */
  passed(context: Pick<Context, 'waitFor'>): Promise<void>;
  /** Waits until the position has been projected, and remembers it where that takes too long. */
  reach(context: Pick<Context, 'waitFor'>, position: number | undefined): Promise<void>;
}

export function unprojected(): Unprojected {
  let behind: number | undefined;
  return {
    async passed(context) {
      const position = behind;
      await context.waitFor(position);
      if (behind === position) behind = undefined;
    },
    async reach(context, position) {
      try {
        await context.waitFor(position);
      } catch (error) {
        behind = latest(behind, position);
        throw error;
      }
    },
  };
}
