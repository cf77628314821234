import { latest } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import type { FeedSource, FeedWish } from './feed-source.ts';
import { keyOf, type Rights, subjectWith } from './rights.ts';
import { openTail, type Tail } from './tail.ts';
import { openTurns } from './turns.ts';
import type { Turnstile } from './turnstile.ts';

/** A tail nobody uses is kept for whoever comes back at once. */
const LINGER_MS = 10_000;

/** The tails in use, one for each service and set of rights. */
export interface Tails {
  /** A tail that holds what comes after `after`, or begins later when others came before; give it back when done. */
  take(service: string, rights: Rights, after: number): Lease;
  /** A feed of one's own, to catch up from far behind; of one owner some at a time, the others wait for them. */
  lines(
    service: string,
    { rights, owner }: { readonly rights: Rights; readonly owner: string },
    wish: FeedWish,
    signal: AbortSignal,
  ): ReturnType<FeedSource['lines']>;
  /** The furthest that any of them has come. */
  readonly position: () => number;
  readonly count: () => number;
  close(): void;
}

export interface Lease {
  readonly tail: Tail;
  release(): void;
}

export interface TailsParts {
  readonly sources: readonly FeedSource[];
  readonly passportOf: (subject: Subject, audience: string) => Promise<string>;
  readonly onTrouble: (service: string, error: unknown) => void;
  readonly changesMax?: number;
  readonly catchUps: Turnstile;
}

interface Kept {
  readonly tail: Tail;
  users: number;
  end?: NodeJS.Timeout | undefined;
}

export function openTails({ sources, passportOf, onTrouble, catchUps, ...limits }: TailsParts): Tails {
  const byService = new Map(sources.map((source) => [source.service, source]));
  const kept = new Map<string, Kept>();
  const turns = openTurns();
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
        const tail = openTail({
          ...{ source: sourceOf(service), after, onTrouble, turns, ...limits },
          passport: () => passport(service, rights),
        });
        entry = { tail, users: 0 };
        kept.set(key, entry);
      }
      const mine = entry;
      clearTimeout(mine.end);
      mine.users++;
      let released = false;
      return {
        tail: mine.tail,
        release() {
          if (released) return;
          released = true;
          if (--mine.users > 0) return;
          mine.end = setTimeout(() => {
            mine.tail.close();
            kept.delete(key);
          }, LINGER_MS).unref();
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
    position: () => latest(...[...kept.values()].map(({ tail }) => tail.position)),
    count: () => kept.size,
    close() {
      for (const { tail, end } of kept.values()) {
        clearTimeout(end);
        tail.close();
      }
      kept.clear();
    },
  };
}
