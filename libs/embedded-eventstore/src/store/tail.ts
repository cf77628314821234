import type { StoredEvent } from './events.ts';
import type { Pages } from './pages.ts';

/** More than one commit brings under load; who is further behind reads pages of his own until he has caught up. */
const PAGE_EVENTS = 128;

/**
 * The log's end, read once for all who follow it: a commit wakes every follower, and they all ask for what came behind the
 * same position. It holds one page, until the log goes on.
 */
export class Tail {
  readonly #pages: Pages;
  readonly #head: () => number;
  #after = -1;
  #upTo = -1;
  #page: readonly StoredEvent[] = [];

  constructor(pages: Pages, head: () => number) {
    this.#pages = pages;
    this.#head = head;
  }

  /** What comes behind `position`, PAGE_EVENTS at most; empty at the head. */
  behind(position: number): readonly StoredEvent[] {
    const head = this.#head();
    if (position >= head) return [];
    if (position === this.#after && head === this.#upTo) return this.#page;
    const page = this.#pages.allForwards(position + 1, PAGE_EVENTS);
    // A reader who is behind has no company.
    if (page.at(-1)?.position === head) [this.#after, this.#upTo, this.#page] = [position, head, page];
    return page;
  }
}
