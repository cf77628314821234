import { setTimeout as sleep } from 'node:timers/promises';

/** The pause after a page, as a multiple of the time the page took: the rest of the time is left to everybody else. */
const REST_PER_PAGE = 1;
const REST_MIN_MS = 1;

/** Reads pages of the file one after the other, in the order in which they were asked for. */
export type PacedReads = <Page>(read: () => Page) => Promise<Page>;

/**
 * Feeds that are far behind read the file as fast as their lines are taken, and one that skips everything it reads does not
 * even wait for that. However many there are, half of the time is left to everybody else, between one page and the next.
 */
export function openPacedReads(): PacedReads {
  let last: Promise<unknown> = Promise.resolve();
  return (read) => {
    const turn = last.then(() => {
      const started = performance.now();
      const page = read();
      return { page, tookMs: performance.now() - started };
    });
    last = turn.then(
      ({ tookMs }) => sleep(Math.max(REST_MIN_MS, REST_PER_PAGE * tookMs)),
      // The reader gets the failure; the next one may read.
      () => undefined,
    );
    return turn.then(({ page }) => page);
  };
}
