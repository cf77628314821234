import { LRUCache } from 'lru-cache';

/** Subjects remembered; one that is forgotten starts afresh. */
const SUBJECTS_MAX = 20_000;

/** Milliseconds that each subject owes, paid off at a steady rate per second. */
export interface Debts {
  of(subject: string): number;
  add(subject: string, ms: number): void;
}

export function openDebts(now: () => number, msPerSecond: number): Debts {
  const debts = new LRUCache<string, { readonly ms: number; readonly at: number }>({ max: SUBJECTS_MAX });
  const of = (subject: string) => {
    const { ms, at } = debts.get(subject) ?? { ms: 0, at: 0 };
    return Math.max(0, ms - ((now() - at) / 1_000) * msPerSecond);
  };
  return {
    of,
    add: (subject, ms) => void debts.set(subject, { ms: of(subject) + ms, at: now() }),
  };
}
