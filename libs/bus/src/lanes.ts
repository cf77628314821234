import { backOffAfter, RevisionConflict, StoreDamaged, StoreUnavailable } from '@proximidad/eventsourcing';
import { Unreadable } from './message.ts';

/** Limits of a consumer; tests shorten the times. */
export interface LaneLimits {
  /** Keys that are worked on at the same time. */
  readonly parallelMax: number;
  /** Items taken and not finished; further ones wait in `offer`. */
  readonly inFlightMax: number;
  readonly attemptsMax: number;
  /** An attempt that takes longer has failed, and is the last one. */
  readonly attemptMaxMs: number;
  /** Wait after the first failed attempt; doubles with each further one. */
  readonly backOffMs: number;
}

export const LANE_LIMITS: LaneLimits = {
  parallelMax: 32,
  inFlightMax: 1_000,
  attemptsMax: 5,
  attemptMaxMs: 30_000,
  backOffMs: 100,
};
/** The longest pause before a message is tried again. */
const BACK_OFF_MAX_MS = 5_000;
/** Parts in which the time of an attempt is counted: a process that stood still, however long, loses one of them. */
const ATTEMPT_PARTS = 10;
/** How many times others may write first to the record that a message is to change before that counts as a failure. */
export const LOST_RACES_MAX = 30;

/** What happens to an item. */
export interface LaneWork<T> {
  work(value: T): Promise<void>;
  /** Sets aside, durably, what could not be worked on; the key continues with the next item. */
  setAside(value: T, error: unknown): Promise<void>;
  /** Called when an item could not even be set aside; nothing behind it in its key is worked on. */
  fail(error: unknown): void;
}

/** An attempt took longer than allowed. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

interface Item<T> {
  readonly value: T;
  done: boolean;
}

interface Lane<T> {
  readonly waiting: Item<T>[];
}

/** Works on items in order per key and in parallel over keys. An item that keeps failing is set aside, and its key goes on. */
export class Lanes<T> {
  readonly #does: LaneWork<T>;
  readonly #limits: LaneLimits;
  readonly #lanes = new Map<string, Lane<T>>();
  /** Everything unfinished, in the order in which it was offered. */
  readonly #inOrder: Item<T>[] = [];
  readonly #ready: string[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #waitingForRoom: (() => void)[] = [];
  #finished: T | undefined;

  constructor(does: LaneWork<T>, limits: LaneLimits = LANE_LIMITS) {
    this.#does = does;
    this.#limits = limits;
  }

  /** Whether `offer` would wait. */
  get full(): boolean {
    return this.#inOrder.length >= this.#limits.inFlightMax;
  }

  /** Resolves when there is room, or when the lanes stop. */
  async room(): Promise<void> {
    while (this.full && !this.#stopping.signal.aborted) await this.#nextRoom();
  }

  /** Resolves when the item has been taken; items have to be offered in the order in which they are to count as finished. */
  async offer(key: string, value: T): Promise<void> {
    // Not `room`: nobody else may come between the last look and the taking.
    while (this.full && !this.#stopping.signal.aborted) await this.#nextRoom();
    if (this.#stopping.signal.aborted) return;
    const item = { value, done: false };
    this.#inOrder.push(item);
    const lane = this.#lanes.get(key);
    if (lane) {
      lane.waiting.push(item);
      return;
    }
    this.#lanes.set(key, { waiting: [item] });
    this.#start(key);
  }

  /** The last item before which everything is finished, if it is later than at the previous call. */
  takeFinished(): T | undefined {
    const finished = this.#finished;
    this.#finished = undefined;
    return finished;
  }

  /** Takes and starts nothing more; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#makeRoom();
    await Promise.all(this.#running);
  }

  #start(key?: string): void {
    if (key !== undefined) this.#ready.push(key);
    while (this.#running.size < this.#limits.parallelMax && this.#ready.length > 0) {
      if (this.#stopping.signal.aborted) return;
      const next = this.#ready.shift()!;
      const run: Promise<void> = this.#drive(next, this.#lanes.get(next)!).finally(() => {
        this.#running.delete(run);
        this.#start();
      });
      this.#running.add(run);
    }
  }

  async #drive(key: string, lane: Lane<T>): Promise<void> {
    const item = lane.waiting[0]!;
    const { signal } = this.#stopping;
    const failure = await attempt(() => this.#does.work(item.value), this.#limits, signal);
    if (failure) {
      if (signal.aborted) return;
      try {
        const setAside = () => this.#does.setAside(item.value, failure.error);
        if (!(await whileReachable(setAside, this.#limits, signal))) return;
      } catch (error) {
        this.#does.fail(error);
        return;
      }
    }
    item.done = true;
    lane.waiting.shift();
    if (lane.waiting.length > 0) this.#ready.push(key);
    else this.#lanes.delete(key);
    this.#settle();
  }

  #settle(): void {
    let count = 0;
    while (this.#inOrder[count]?.done) this.#finished = this.#inOrder[count++]!.value;
    this.#inOrder.splice(0, count);
    if (count > 0) this.#makeRoom();
  }

  #nextRoom(): Promise<void> {
    return new Promise((resolve) => this.#waitingForRoom.push(resolve));
  }

  #makeRoom(): void {
    const waiting = this.#waitingForRoom;
    this.#waitingForRoom = [];
    for (const resolve of waiting) resolve();
  }
}

/**
 * `undefined` when an attempt succeeded, otherwise the error of the last one. While the store is unreachable it waits; a lost
 * race, which means that somebody else got ahead, does not count as an attempt, up to LOST_RACES_MAX times.
 */
export async function attempt(work: () => Promise<void>, limits: LaneLimits, signal: AbortSignal) {
  for (let [tried, lost] = [1, 0]; ;) {
    try {
      if (await whileReachable(() => inTime(work, limits.attemptMaxMs), limits, signal)) return undefined;
      return { error: new Error('stopped') };
    } catch (error) {
      if (error instanceof RevisionConflict && lost < LOST_RACES_MAX && !signal.aborted) {
        await backOff(++lost, limits);
        continue;
      }
      const isHopeless = error instanceof TookTooLong || error instanceof Unreadable;
      if (isHopeless || tried === limits.attemptsMax || signal.aborted) return { error };
      await backOff(tried++, limits);
    }
  }
}

/** Repeats while the store cannot be reached; false when the signal came first. */
async function whileReachable(
  work: () => Promise<void>,
  limits: LaneLimits,
  signal: AbortSignal,
): Promise<boolean> {
  for (let tried = 1; ; tried++) {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || error instanceof StoreDamaged) throw error;
      if (signal.aborted) return false;
    }
    await backOff(tried, limits);
  }
}

function backOff(tried: number, { backOffMs }: LaneLimits): Promise<void> {
  const ms = backOffAfter(tried, { firstMs: backOffMs, maxMs: BACK_OFF_MAX_MS });
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Work that is too late may still take effect: a reaction's command is executed once, whether or not anybody still waits for it. */
async function inTime(work: () => Promise<void>, ms: number): Promise<void> {
  const late = Promise.withResolvers<void>();
  let parts = 0;
  const timer = setInterval(() => {
    if (++parts === ATTEMPT_PARTS) late.reject(new TookTooLong(`an attempt took longer than ${ms} ms`));
  }, ms / ATTEMPT_PARTS);
  try {
    await Promise.race([work(), late.promise]);
  } finally {
    clearInterval(timer);
  }
}
