/** How long after it began somebody's last request still counts as asking. */
const ASKS_MS = 1_000;

/** Whether somebody is the only one asking, or others are, too. */
export interface Company<Who> {
  asks(who: Who): void;
  isAlone(who: Who): boolean;
}

export function openCompany<Who>(now: () => number = () => performance.now()): Company<Who> {
  let newest: { readonly who: Who | undefined; readonly at: number } = { who: undefined, at: -Infinity };
  /** The last request of anybody else. */
  let other = newest;
  return {
    asks(who) {
      if (newest.who !== who) other = newest;
      newest = { who, at: now() };
    },
    isAlone: (who) => now() - (newest.who === who ? other : newest).at >= ASKS_MS,
  };
}
