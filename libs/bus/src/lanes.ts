/** Limits of a consumer; tests shorten the times. */
export interface LaneLimits {
  /** Keys that are worked on at the same time. */
  readonly parallelMax: number;
  /** Items taken and not finished; more wait at `offer`. */
  readonly inFlightMax: number;
  readonly attemptsMax: number;
  /** Wait after the first failed attempt; doubles with each further one. */
  readonly backOffMs: number;
  /** Wait before a key that was held back is tried again. */
  readonly heldMs: number;
}

export const LANE_LIMITS: LaneLimits = {
  parallelMax: 32,
  inFlightMax: 1_000,
  attemptsMax: 5,
  backOffMs: 100,
  heldMs: 5_000,
};

interface Item<T> {
  readonly value: T;
  done: boolean;
}

interface Lane<T> {
  readonly waiting: Item<T>[];
  held: boolean;
}

/**
 * Works on items in order per key and in parallel over keys. A key whose item keeps failing is held back with all
 * that follows it, and tried again now and then; the others go on.
 */
export class Lanes<T> {
  readonly #work: (value: T) => Promise<void>;
  readonly #onHeld: (value: T, error: unknown) => void;
  readonly #limits: LaneLimits;
  readonly #lanes = new Map<string, Lane<T>>();
  /** Everything unfinished, as it was offered. */
  readonly #inOrder: Item<T>[] = [];
  readonly #ready: string[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #waitingForRoom: (() => void)[] = [];
  #finished: T | undefined;

  constructor(
    work: (value: T) => Promise<void>,
    onHeld: (value: T, error: unknown) => void,
    limits: LaneLimits = LANE_LIMITS,
  ) {
    this.#work = work;
    this.#onHeld = onHeld;
    this.#limits = limits;
  }

  /** Keys that are held back. */
  get held(): number {
    return [...this.#lanes.values()].filter((lane) => lane.held).length;
  }

  /** Resolves when the item was taken; items are offered in the order in which they are to count as finished. */
  async offer(key: string, value: T): Promise<void> {
    while (this.#inOrder.length >= this.#limits.inFlightMax && !this.#stopping.signal.aborted) {
      await new Promise<void>((resolve) => this.#waitingForRoom.push(resolve));
    }
    if (this.#stopping.signal.aborted) return;
    const item = { value, done: false };
    this.#inOrder.push(item);
    const lane = this.#lanes.get(key);
    if (lane) {
      lane.waiting.push(item);
      return;
    }
    this.#lanes.set(key, { waiting: [item], held: false });
    this.#start(key);
  }

  /** The last item up to which nothing is unfinished, if there is a later one than at the last call. */
  takeFinished(): T | undefined {
    const finished = this.#finished;
    this.#finished = undefined;
    return finished;
  }

  /** Takes nothing more and starts nothing more; resolves when what runs has ended. */
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
    const failure = await attempt(() => this.#work(item.value), this.#limits, this.#stopping.signal);
    if (failure && this.#stopping.signal.aborted) return;
    lane.held = failure !== undefined;
    if (failure) {
      this.#onHeld(item.value, failure.error);
      setTimeout(() => this.#start(key), this.#limits.heldMs).unref();
      return;
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

  #makeRoom(): void {
    const waiting = this.#waitingForRoom;
    this.#waitingForRoom = [];
    for (const resolve of waiting) resolve();
  }
}

/** `undefined` when an attempt went through, else the last one's error. */
async function attempt(work: () => Promise<void>, limits: LaneLimits, signal: AbortSignal) {
  for (let tried = 1; ; tried++) {
    try {
      await work();
      return undefined;
    } catch (error) {
      if (tried === limits.attemptsMax || signal.aborted) return { error };
      await new Promise<void>((resolve) => setTimeout(resolve, limits.backOffMs * 2 ** (tried - 1)));
    }
  }
}
