import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedChange, FeedLine } from '@proximidad/feed';

const RETRY_MS = 500;

/** Reads a feed page by page for a reader who is behind; one page is held, and the next is fetched when it is used up. */
export interface CatchUp {
  /** Whether there is more to read. */
  readonly running: boolean;
  begin(lines: AsyncIterable<FeedLine>): void;
  /** What `gather` takes from the page; `through` receives how far the reader has come with a page that contains nothing for it. */
  next<Found>(
    gather: (changes: readonly FeedChange[]) => Found | undefined,
    through: (position: number) => void,
  ): Promise<Found | undefined>;
  close(): void;
}

export function catchUp(signal: AbortSignal): CatchUp {
  let pages: AsyncIterator<FeedLine> | undefined;
  let page: FeedLine | undefined;
  /** Nothing more is wanted from the feed: its place goes to the next reader who is behind. */
  const giveBack = () => {
    const ended = pages;
    pages = undefined;
    ended?.return?.().catch(() => undefined);
  };
  const turn = async (): Promise<FeedLine | undefined> => {
    try {
      const { value, done } = (await pages!.next()) as IteratorResult<FeedLine, undefined>;
      if (done || value.end !== undefined) giveBack();
      return done ? undefined : value;
    } catch {
      // A feed that broke off is started again from where the reader stands by then.
      pages = undefined;
      await sleep(RETRY_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      return undefined;
    }
  };
  return {
    get running() {
      return pages !== undefined || page !== undefined;
    },
    begin(lines) {
      pages = lines[Symbol.asyncIterator]();
    },
    async next(gather, through) {
      page ??= await turn();
      if (!page) return undefined;
      const found = gather(page.changes);
      if (found) return found;
      through(page.position);
      page = undefined;
      return undefined;
    },
    close: giveBack,
  };
}
