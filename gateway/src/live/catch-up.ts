import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedChange, FeedLine } from '@proximidad/service';

const RETRY_MS = 500;

/** Reads a feed page by page, for a reader who is behind; one page is held, and the next asked for when it is used up. */
export interface CatchUp {
  /** Whether there is something left to read. */
  readonly running: boolean;
  /** What is left of the page that is held, and what has been taken of it. */
  readonly page: readonly FeedChange[];
  begin(lines: AsyncIterable<FeedLine>): void;
  /** The next of the page that `pick` takes; `through` is told how far a page without one has brought the reader. */
  next(
    pick: (changes: readonly FeedChange[]) => FeedChange | undefined,
    through: (position: number) => void,
  ): Promise<FeedChange | undefined>;
  close(): void;
}

export function catchUp(signal: AbortSignal): CatchUp {
  let pages: AsyncIterator<FeedLine> | undefined;
  let page: FeedLine | undefined;
  const turn = async (): Promise<FeedLine | undefined> => {
    try {
      const { value, done } = (await pages!.next()) as IteratorResult<FeedLine, undefined>;
      if (done || value.end !== undefined) pages = undefined;
      return done ? undefined : value;
    } catch {
      // A feed that broke off is begun again from where the reader stands by then.
      pages = undefined;
      await sleep(RETRY_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      return undefined;
    }
  };
  return {
    get running() {
      return pages !== undefined || page !== undefined;
    },
    get page() {
      return page?.changes ?? [];
    },
    begin(lines) {
      pages = lines[Symbol.asyncIterator]();
    },
    async next(pick, through) {
      page ??= await turn();
      if (!page) return undefined;
      const found = pick(page.changes);
      if (found) return found;
      through(page.position);
      page = undefined;
      return undefined;
    },
    close() {
      void pages?.return?.();
    },
  };
}
