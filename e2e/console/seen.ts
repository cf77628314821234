import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';

const LOOKS_EVERY_MS = 500;
const FRESHNESS = ['En vivo', 'Conectando', 'SIN CONEXIÓN', 'SIN RESPUESTA'];

/** What somebody saw who watched a wall all the time. */
export interface Seen {
  /** How often the page changed. */
  readonly turns: number;
  /** The longest that one page, and one second of the clock, stayed while nobody had paused it. */
  readonly pageMs: number;
  readonly clockMs: number;
  /** How often the line was lost. */
  readonly losses: number;
  /** Looks at which the wall did not say how fresh it is, or looked alive when it was old. */
  readonly untold: number;
}

/** Looks at a wall twice a second until it is asked what it saw. */
export function watching(wall: Page): () => Promise<Seen> {
  let [ended, turns, losses, untold] = [false, -1, 0, 0];
  const [page, clock] = [stands(), stands()];
  let told = '';
  const look = async () => {
    const { isPaused, ...shown } = await wall.evaluate(shownNow);
    if (page.is(shown.page, isPaused)) turns++;
    clock.is(shown.clock, false);
    const isLost = shown.told === 'SIN CONEXIÓN';
    if (isLost && told !== shown.told) losses++;
    told = shown.told;
    const isSaid = FRESHNESS.includes(told) && (shown.age !== '' || told === 'Conectando');
    const isOld = isLost || told === 'SIN RESPUESTA';
    if (!isSaid || (isOld && !shown.isGrey)) untold++;
  };
  const looking = (async () => {
    while (!ended) {
      await look();
      await sleep(LOOKS_EVERY_MS);
    }
  })();
  // The failure is reported to the caller who asks what was seen.
  looking.catch(() => undefined);
  return async () => {
    ended = true;
    await looking;
    return { turns, pageMs: page.longestMs(), clockMs: clock.longestMs(), losses, untold };
  };
}

/** In the browser; leaves nothing behind there. */
function shownNow() {
  const textOf = (selector: string) => document.querySelector(selector)?.textContent ?? '';
  const shown = document.querySelector<HTMLElement>('.wall-page');
  return {
    ...{ page: shown?.dataset['page'] ?? '', clock: textOf('.wall-clock') },
    ...{ told: textOf('.freshness strong').trim(), age: textOf('.freshness .number') },
    isGrey: shown?.classList.contains('frozen') === true,
    isPaused: document.querySelector('.wall-foot [aria-pressed="true"]') !== null,
  };
}

/** How long something stays the same. */
function stands() {
  let [what, since, longest] = [undefined as string | undefined, Date.now(), 0];
  return {
    /** Whether it has changed; the time during which it was paused does not count. */
    is(now: string, isStopped: boolean): boolean {
      const isOther = now !== what;
      if (!isStopped) longest = Math.max(longest, Date.now() - since);
      if (isOther || isStopped) since = Date.now();
      what = now;
      return isOther;
    },
    longestMs: () => longest,
  };
}
