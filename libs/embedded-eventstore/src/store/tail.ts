import type { StoredEvent } from './events.ts';
import type { Pages } from './pages.ts';

/** More than one commit brings under load; a reader further behind reads pages of its own until it has caught up. */
const PAGE_EVENTS = 128;

/**
 * The log's end, read once for everyone who follows it: a commit wakes every follower, and they all ask for what came after the
 * same position. It holds one page, until the log grows.
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

  /** What comes after `position`, at most PAGE_EVENTS; empty at the head. */
  behind(position: number): readonly StoredEvent[] {
    const head = this.#head();
    if (position >= head) return [];
    if (position === this.#after && head === this.#upTo) return this.#page;
    const page = this.#pages.allForwards(position + 1, PAGE_EVENTS, head);
    // A reader who is behind shares its page with nobody.
    if (page.at(-1)?.position === head) [this.#after, this.#upTo, this.#page] = [position, head, page];
    return page;
  }
}
