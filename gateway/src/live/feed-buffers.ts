import { latest } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import type { FeedSource, FeedWish } from './feed-source.ts';
import { keyOf, type Rights, subjectWith } from './rights.ts';
import { openFeedBuffer, type FeedBuffer } from './feed-buffer.ts';
import { openCoalescer } from './coalescer.ts';
import type { FairLimiter } from '@proximidad/cost';

/** How long an unused buffer is kept, for clients that reconnect at once. */
const UNUSED_KEPT_MS = 10_000;

/** The buffers in use, one per service and set of rights. */
export interface FeedBuffers {
  /** A buffer with what comes after `after`, or one that begins later if it was opened for others; give it back when done. */
  take(service: string, rights: Rights, after: number): Lease;
  /** A feed of one's own, to catch up from far behind; each owner has only some at a time, and further ones wait. */
  lines(
    service: string,
    { rights, owner }: { readonly rights: Rights; readonly owner: string },
    wish: FeedWish,
    signal: AbortSignal,
  ): ReturnType<FeedSource['lines']>;
  /** The furthest position that any of them has reached. */
  readonly position: () => number;
  readonly count: () => number;
  close(): void;
}

export interface Lease {
  readonly buffer: FeedBuffer;
  release(): void;
}

export interface FeedBuffersDeps {
  readonly sources: readonly FeedSource[];
  readonly passportOf: (subject: Subject, audience: string) => Promise<string>;
  readonly onTrouble: (service: string, error: unknown) => void;
  readonly changesMax?: number;
  readonly catchUps: FairLimiter;
}

interface Kept {
  readonly buffer: FeedBuffer;
  users: number;
  end?: NodeJS.Timeout | undefined;
}

export function openFeedBuffers({
  sources,
  passportOf,
  onTrouble,
  catchUps,
  ...limits
}: FeedBuffersDeps): FeedBuffers {
  const byService = new Map(sources.map((source) => [source.service, source]));
  const kept = new Map<string, Kept>();
  const coalescer = openCoalescer();
  const sourceOf = (service: string) => {
    const source = byService.get(service);
    if (!source) throw new TypeError(`no feed of ${service}`);
    return source;
  };
  const passport = (service: string, rights: Rights) => passportOf(subjectWith(rights), service);

  return {
    take(service, rights, after) {
      const key = `${service} ${keyOf(rights)}`;
      let entry = kept.get(key);
      if (!entry) {
        const buffer = openFeedBuffer({
          ...{ source: sourceOf(service), after, onTrouble, coalescer, ...limits },
          passport: () => passport(service, rights),
        });
        entry = { buffer, users: 0 };
        kept.set(key, entry);
      }
      const mine = entry;
      clearTimeout(mine.end);
      mine.users++;
      let released = false;
      return {
        buffer: mine.buffer,
        release() {
          if (released) return;
          released = true;
          if (--mine.users > 0) return;
          mine.end = setTimeout(() => {
            mine.buffer.close();
            kept.delete(key);
          }, UNUSED_KEPT_MS).unref();
        },
      };
    },
    async *lines(service, { rights, owner }, wish, signal) {
      const leave = await catchUps.enter(owner, signal);
      try {
        yield* sourceOf(service).lines(wish, await passport(service, rights), signal);
      } finally {
        leave();
      }
    },
    position: () => latest(...[...kept.values()].map(({ buffer }) => buffer.position)),
    count: () => kept.size,
    close() {
      for (const { buffer, end } of kept.values()) {
        clearTimeout(end);
        buffer.close();
      }
      kept.clear();
    },
  };
}
