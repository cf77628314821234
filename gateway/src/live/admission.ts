import type { IncomingHttpHeaders } from 'node:http';
import { openBucket, type Rate } from '../identity/buckets.ts';
import type { Subject } from '@proximidad/policy';
import type { Caller } from '../identity/caller.ts';

/** Streaming connections at a time: what the field has online at its peak, and room above that (docs/field.md#load). */
export const CONNECTIONS_MAX = 16_000;
/** Streaming connections of one subject at a time. */
export const CONNECTIONS_PER_SUBJECT_MAX = 1_000;
/** New connections of authenticated callers. One that is not admitted is told when to try again. */
const ADMISSIONS: Rate = { burst: 2_000, perSecond: 1_000 };
/** Reconnections are spread over this time, so that a herd does not come back all at once. */
const RECONNECT_MIN_MS = 500;
const RECONNECT_SPREAD_MS = 4_500;
/** The longest possible timer: an end beyond it is checked again then. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1;

/** Why a connection ends that its client did not end. */
export interface Ending {
  readonly reason: 'token over' | 'access revoked' | 'gateway stopping' | 'too many connections';
  /** When to try again; absent when access was revoked. */
  readonly retryAfterMs?: number;
}

/** Admits streaming connections and ends them when their time has come. */
export interface Admission {
  /** Streaming connections of one subject at a time that there is room for. */
  readonly perSubjectMax: number;
  /** Whether there is no room for anybody: decided before anything is known about the client. */
  isFull(): boolean;
  /** For known callers: undefined when they may come in, otherwise in how many milliseconds to try again. */
  backoffMs(): number | undefined;
  /**
   * Takes a place; undefined when this subject has too many. `end` is called at most once; the returned function gives
   * the place back.
   */
  enter(caller: Caller, end: (ending: Ending) => void): (() => void) | undefined;
  /** Whether a frame may still be sent to this caller. */
  mayReceive(caller: Caller): boolean;
  readonly count: () => number;
  close(): void;
}

export interface AdmissionDeps {
  readonly isRevoked: (subject: Subject) => boolean;
  /** Reports whose access ends, as `person` of their subject. Returns a function that stops this. */
  readonly onRevoked: (listener: (person: string) => void) => () => void;
  readonly now: () => number;
  /** How much of the limits there is room for, up to 1. */
  readonly room?: number;
}

export function openAdmission({ isRevoked, onRevoked, now, room = 1 }: AdmissionDeps): Admission {
  const connectionsMax = Math.ceil(CONNECTIONS_MAX * room);
  const perSubjectMax = Math.ceil(CONNECTIONS_PER_SUBJECT_MAX * room);
  const inside = new Map<string, Set<(ending: Ending) => void>>();
  let count = 0;
  let closed = false;
  const admissions = openBucket(ADMISSIONS, now);
  const isFull = () => closed || count >= connectionsMax;

  const stop = onRevoked((person) => {
    for (const end of inside.get(person) ?? []) end({ reason: 'access revoked' });
  });
  return {
    ...{ isFull, perSubjectMax },
    backoffMs: () => (isFull() || !admissions.take() ? retryAfterMs() : undefined),
    enter(caller, onEnd) {
      const { id, person = id } = caller.subject;
      const mine = inside.get(person) ?? new Set();
      if (mine.size >= perSubjectMax) return undefined;
      let left = false;
      const leave = () => {
        if (left) return;
        left = true;
        count--;
        clearTimeout(timer);
        mine.delete(end);
        if (mine.size === 0) inside.delete(person);
      };
      const end = (ending: Ending) => {
        if (left) return;
        leave();
        onEnd(ending);
      };
      const timer = setTimeout(
        () => end({ reason: 'token over', retryAfterMs: retryAfterMs() }),
        Math.min(TIMEOUT_MAX_MS, Math.max(0, caller.exp * 1_000 - now())),
      );
      timer.unref();
      inside.set(person, mine.add(end));
      count++;
      return leave;
    },
    mayReceive: ({ subject, exp }) => now() < exp * 1_000 && !isRevoked(subject),
    count: () => count,
    close() {
      closed = true;
      stop();
      for (const mine of inside.values()) {
        for (const end of mine) end({ reason: 'gateway stopping', retryAfterMs: retryAfterMs() });
      }
    },
  };
}

export function retryAfterMs(): number {
  return Math.round(RECONNECT_MIN_MS + Math.random() * RECONNECT_SPREAD_MS);
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Browsers say which page asks; only our own may, and in production only over TLS, unless it is on this machine. Clients other
 * than browsers do not say, and present their token.
 */
export function isForeignOrigin({ origin, host }: IncomingHttpHeaders, overTls: boolean): boolean {
  if (origin === undefined) return false;
  const page = URL.parse(origin);
  if (!page || page.host !== host) return true;
  return page.protocol !== 'https:' && overTls && !LOOPBACK.test(page.hostname);
}
