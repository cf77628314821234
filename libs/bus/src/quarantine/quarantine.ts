import { RevisionConflict } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import { operationEvent, pause } from '../checkpoint.ts';
import { attempt, type LaneLimits } from '../lanes.ts';
import type { Message } from '../message.ts';
import {
  Ask,
  type Delivery,
  QuarantineChanged,
  quarantineStreams,
  reasonOf,
  type Waiting,
  waitingIn,
} from './quarantine-events.ts';

/** More keys than this at once mean not a bad message but a broken service: the consumer stops. */
export const QUARANTINED_KEYS_MAX = 1_000;
/** Per key: the failed message and those behind it. */
export const QUARANTINED_PER_KEY_MAX = 1_000;
/** A larger message is kept without its data: the store takes events of up to 1 MB. */
const QUARANTINED_BYTES_MAX = 900_000;
const ASKED_EVERY_MS = 1_000;
/** Attempts at one message before it goes into quarantine. */
const ATTEMPTS_MAX = 5;

export class QuarantineFull extends Error {
  override readonly name = 'QuarantineFull';
}

/** What one service could not handle, by key, with what came after it: kept as events until replayed or discarded. */
export interface Quarantine {
  /** The number of waiting keys. */
  readonly size: number;
  /** True when the key waits: the delivery has been put behind it, durably. @throws {QuarantineFull} */
  behind(delivery: Delivery): Promise<boolean>;
  /** Opens the key's quarantine with the failed delivery; durable when it resolves. @throws {QuarantineFull} */
  setAside(delivery: Delivery, error: unknown): Promise<void>;
  /** Carries out what operators ask for, until the signal. */
  follow(deliver: (message: Message) => Promise<void>, signal: AbortSignal): Promise<void>;
}

export interface QuarantineOptions {
  readonly log: EventLog;
  readonly service: string;
  readonly now: () => number;
  readonly limits: LaneLimits;
}

export async function openQuarantine(options: QuarantineOptions): Promise<Quarantine> {
  const last = await options.log.readLast(quarantineStreams(options.service).summary);
  return new KeyQuarantine(options, last ? QuarantineChanged.parse(last.data) : undefined);
}

class KeyQuarantine implements Quarantine {
  readonly #log: EventLog;
  readonly #service: string;
  readonly #now: () => number;
  readonly #limits: LaneLimits;
  readonly #streams: ReturnType<typeof quarantineStreams>;
  /** The waiting keys, each with the time since which it waits. */
  readonly #since: Map<string, number>;
  /** The ids that wait under a key, once they have been looked up. */
  readonly #ids = new Map<string, Set<string>>();
  readonly #alone = oneAtATime();
  #asked: number;
  #isNew: boolean;

  constructor({ log, service, now, limits }: QuarantineOptions, summary: QuarantineChanged | undefined) {
    this.#log = log;
    this.#service = service;
    this.#now = now;
    this.#limits = limits;
    this.#streams = quarantineStreams(service);
    this.#since = new Map(summary?.keys.map(({ key, since }) => [key, since]));
    this.#asked = summary?.asked ?? -1;
    this.#isNew = summary === undefined;
  }

  get size(): number {
    return this.#since.size;
  }

  async behind(delivery: Delivery): Promise<boolean> {
    if (!this.#since.has(delivery.key)) return false;
    return this.#alone(delivery.key, async () => {
      if (!this.#since.has(delivery.key)) return false;
      await this.#put(delivery, null);
      return true;
    });
  }

  setAside(delivery: Delivery, error: unknown): Promise<void> {
    return this.#alone(delivery.key, async () => {
      if (this.size >= QUARANTINED_KEYS_MAX && !this.#since.has(delivery.key))
        throw new QuarantineFull(`${this.size} keys are in quarantine`);
      // What was asked while nothing waited is not about what waits from now on.
      if (this.size === 0) this.#asked = await this.#lastAsked();
      await this.#put(delivery, reasonOf(error));
      if (!this.#since.has(delivery.key)) this.#since.set(delivery.key, this.#now());
      await this.#summarise();
    });
  }

  async follow(deliver: (message: Message) => Promise<void>, signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await pause(ASKED_EVERY_MS, signal)) {
      // A request made while nothing waits is already dealt with: there is nothing to do.
      if (this.size === 0 || (await this.#lastAsked()) <= this.#asked) continue;
      for (const event of (await this.#log.read(this.#streams.asked)).events) {
        if (event.revision <= this.#asked) continue;
        const ask = Ask.parse({ type: event.type, ...(event.data as object) });
        if (ask.type === 'DiscardAsked') await this.#discard(ask);
        else await this.#replay(ask.key, deliver, signal);
        if (signal.aborted) return;
        this.#asked = event.revision;
        await this.#summarise();
      }
    }
  }

  async #lastAsked(): Promise<number> {
    return (await this.#log.readLast(this.#streams.asked))?.revision ?? -1;
  }

  /** In order, until something fails again or nothing waits any more. */
  async #replay(key: string, deliver: (message: Message) => Promise<void>, signal: AbortSignal) {
    while (this.#since.has(key) && !signal.aborted) {
      const [first] = await waiting(this.#log, this.#service, key);
      if (!first) {
        await this.#closeIfEmpty(key);
        continue;
      }
      const { message } = first;
      if (!message) return;
      const failure = await attempt(() => deliver(message), this.#limits, signal);
      if (failure) {
        const reason = reasonOf(failure.error);
        if (!signal.aborted && reason !== first.reason) await this.#keep(first, reason);
        return;
      }
      await this.#settle(key, operationEvent('MessageReplayed', { id: first.id }, this.#now()), first.id);
    }
  }

  async #discard({ key, id, by, reason }: Extract<Ask, { type: 'DiscardAsked' }>) {
    if (!this.#since.has(key) || !(await this.#idsOf(key)).has(id)) return;
    await this.#settle(key, operationEvent('MessageDiscarded', { id, by, reason }, this.#now()), id);
    await this.#closeIfEmpty(key);
  }

  /** Holding the key's lock, so that nothing is put behind a key that is just being closed. */
  #closeIfEmpty(key: string): Promise<void> {
    return this.#alone(key, async () => {
      if ((await waiting(this.#log, this.#service, key)).length > 0) return;
      this.#since.delete(key);
      this.#ids.delete(key);
      await this.#summarise();
    });
  }

  async #put(delivery: Delivery, reason: string | null): Promise<void> {
    const { key, id } = delivery;
    const here = await this.#idsOf(key);
    if (here.has(id)) return;
    if (here.size >= QUARANTINED_PER_KEY_MAX)
      throw new QuarantineFull(`${key} has ${here.size} messages in quarantine`);
    await this.#keep(delivery, reason);
    here.add(id);
  }

  /** A delivery that is kept already stays where it is in the order, for this reason. */
  async #keep({ key, id, origin, message }: Delivery, reason: string | null): Promise<void> {
    const isWhole = message && Buffer.byteLength(JSON.stringify(message)) <= QUARANTINED_BYTES_MAX;
    const data = { key, id, origin, message: isWhole ? message : null, reason };
    const event = operationEvent('MessageQuarantined', data, this.#now());
    await append(this.#log, this.#streams.ofKey(key), event);
  }

  async #settle(key: string, event: ReturnType<typeof operationEvent>, id: string): Promise<void> {
    await append(this.#log, this.#streams.ofKey(key), event);
    (await this.#idsOf(key)).delete(id);
  }

  async #idsOf(key: string): Promise<Set<string>> {
    const found = this.#ids.get(key);
    if (found) return found;
    const ids = new Set((await waiting(this.#log, this.#service, key)).map(({ id }) => id));
    this.#ids.set(key, ids);
    return ids;
  }

  #summarise(): Promise<void> {
    return this.#alone('', async () => {
      const { summary } = this.#streams;
      if (this.#isNew) await this.#log.setMetadata(summary, { maxCount: 1 });
      this.#isNew = false;
      const keys = [...this.#since].map(([key, since]) => ({ key, since }));
      await append(
        this.#log,
        summary,
        operationEvent('QuarantineChanged', { keys, asked: this.#asked }, this.#now()),
      );
    });
  }
}

/** What still waits under a key, in order. */
export async function waiting(log: EventLog, service: string, key: string): Promise<Waiting[]> {
  return waitingIn((await log.read(quarantineStreams(service).ofKey(key))).events);
}

/** Appends at the end, whatever is there: these streams have several writers, and each event stands by itself. */
export async function append(
  log: EventLog,
  stream: string,
  event: ReturnType<typeof operationEvent>,
): Promise<number> {
  for (let tried = 1; ; tried++) {
    const last = await log.readLast(stream);
    try {
      const { revision } = await log.append(
        stream,
        last?.revision ?? -1,
        [event],
        last?.metadata.hash ?? null,
      );
      return revision;
    } catch (error) {
      if (!(error instanceof RevisionConflict) || tried === ATTEMPTS_MAX) throw error;
    }
  }
}

/** Runs the work given for each name one after the other. */
function oneAtATime() {
  const tails = new Map<string, Promise<unknown>>();
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const run = (tails.get(name) ?? Promise.resolve()).then(work, work);
    tails.set(name, run);
    try {
      return await run;
    } finally {
      if (tails.get(name) === run) tails.delete(name);
    }
  };
}
