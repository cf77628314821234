import { setTimeout as sleep } from 'node:timers/promises';
import { openCompany, openFairLimiter } from '@proximidad/cost';

/** Items of all bulks of one subject that are recorded at the same time: enough to fill the store's commits. */
export const ITEMS_AT_A_TIME_MAX = 64;
/** The same while others are also using the service. */
export const ITEMS_BESIDE_OTHERS_MAX = 4;

/**
 * Items of bulks take turns: only so many of one subject are recorded at a time, over all its bulks. While others use the
 * service it is few, and each is followed by a rest as long as it took, so that half of the time is left to the others.
 */
export interface ItemTurns {
  /** To be called whenever somebody asks for something. */
  asks(subject: string): void;
  run<T>(subject: string, work: () => Promise<T>): Promise<T>;
}

export function openItemTurns(now: () => number = () => performance.now()): ItemTurns {
  const company = openCompany<string>(now);
  const turns = openFairLimiter({
    atATime: Infinity,
    perKey: (subject) => (company.isAlone(subject) ? ITEMS_AT_A_TIME_MAX : ITEMS_BESIDE_OTHERS_MAX),
  });
  return {
    asks: (subject) => company.asks(subject),
    async run(subject, work) {
      const leave = await turns.enter(subject);
      const begun = now();
      try {
        return await work();
      } finally {
        if (company.isAlone(subject)) leave();
        else void sleep(now() - begun).then(leave);
      }
    },
  };
}
