import { type RecordedEvent, RevisionConflict } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import { operationEvent, pause } from '../checkpoint.ts';
import { attempt, type LaneLimits } from '../lanes.ts';
import type { Message } from '../message.ts';
import { keysThatWait, readSummary } from './keys-that-wait.ts';
import {
  Ask,
  type Delivery,
  type QuarantineChanged,
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
  /** Learns which keys other processes of the service have set aside, before their messages come here. */
  refresh(): Promise<void>;
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
  const quarantine = new KeyQuarantine(options);
  await quarantine.refresh();
  return quarantine;
}

type OperationEvent = ReturnType<typeof operationEvent>;

/** The ids that wait under a key, up to a revision of its stream. */
interface Ids {
  readonly all: Set<string>;
  revision: number;
}

class KeyQuarantine implements Quarantine {
  readonly #log: EventLog;
  readonly #service: string;
  readonly #now: () => number;
  readonly #limits: LaneLimits;
  readonly #streams: ReturnType<typeof quarantineStreams>;
  /** The waiting keys, each with the time since which it waits. */
  #since = new Map<string, number>();
  readonly #ids = new Map<string, Ids>();
  readonly #alone = oneAtATime();
  /** Revision of the last request that was dealt with; unknown until the summary has been read. */
  #asked: number | undefined;

  constructor({ log, service, now, limits }: QuarantineOptions) {
    this.#log = log;
    this.#service = service;
    this.#now = now;
    this.#limits = limits;
    this.#streams = quarantineStreams(service);
  }

  get size(): number {
    return this.#since.size;
  }

  refresh(): Promise<void> {
    return this.#alone('', async () => {
      const known = readSummary(await this.#log.readLast(this.#streams.summary));
      if (known) this.#take(known);
      else await this.#writeSummary((summary) => summary);
    });
  }

  async behind(delivery: Delivery): Promise<boolean> {
    const { key } = delivery;
    if (!this.#since.has(key)) return false;
    return this.#alone(key, async () => {
      await this.refresh();
      if (!this.#since.has(key)) return false;
      await this.#put(delivery, null);
      // Another process may have closed the key meanwhile.
      await this.refresh();
      if (!this.#since.has(key)) await this.#waits(key);
      return true;
    });
  }

  setAside(delivery: Delivery, error: unknown): Promise<void> {
    return this.#alone(delivery.key, async () => {
      if (this.size >= QUARANTINED_KEYS_MAX && !this.#since.has(delivery.key))
        throw new QuarantineFull(`${this.size} keys are in quarantine`);
      const asked = await this.#lastAsked();
      await this.#put(delivery, reasonOf(error));
      await this.#waits(delivery.key, asked);
    });
  }

  async follow(deliver: (message: Message) => Promise<void>, signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await pause(ASKED_EVERY_MS, signal)) {
      // A request made while nothing waits is already dealt with: there is nothing to do.
      if (this.size === 0 || (await this.#lastAsked()) <= (this.#asked ?? -1)) continue;
      await this.refresh();
      for (const event of (await this.#log.read(this.#streams.asked)).events) {
        if (event.revision <= (this.#asked ?? -1)) continue;
        const ask = Ask.parse({ type: event.type, ...(event.data as object) });
        if (ask.type === 'DiscardAsked') await this.#discard(ask);
        else await this.#replay(ask.key, deliver, signal);
        if (signal.aborted) return;
        this.#asked = event.revision;
        await this.#summarise((summary) => ({ ...summary, asked: Math.max(summary.asked, event.revision) }));
      }
    }
  }

  async #lastAsked(): Promise<number> {
    return (await this.#log.readLast(this.#streams.asked))?.revision ?? -1;
  }

  /** In order, until something fails again or nothing waits any more. */
  async #replay(key: string, deliver: (message: Message) => Promise<void>, signal: AbortSignal) {
    while (this.#since.has(key) && !signal.aborted) {
      const all = await waiting(this.#log, this.#service, key);
      if (all.length === 0) await this.#closeIfEmpty(key);
      for (const one of all) {
        const { id, message } = one;
        if (!message || signal.aborted) return;
        // Another process may have settled it meanwhile.
        if (!(await this.#idsOf(key)).all.has(id)) continue;
        const failure = await attempt(() => deliver(message), this.#limits, signal);
        if (failure) {
          const reason = reasonOf(failure.error);
          if (!signal.aborted && reason !== one.reason) await this.#keep(one, reason);
          return;
        }
        await this.#settle(key, operationEvent('MessageReplayed', { id }, this.#now()), id);
      }
    }
  }

  async #discard({ key, id, by, reason }: Extract<Ask, { type: 'DiscardAsked' }>) {
    if (!this.#since.has(key) || !(await this.#idsOf(key)).all.has(id)) return;
    await this.#settle(key, operationEvent('MessageDiscarded', { id, by, reason }, this.#now()), id);
    await this.#closeIfEmpty(key);
  }

  /** Holding the key's lock, so that nothing is put behind a key that is just being closed. */
  #closeIfEmpty(key: string): Promise<void> {
    return this.#alone(key, async () => {
      const isEmpty = async () => (await waiting(this.#log, this.#service, key)).length === 0;
      if (!(await isEmpty())) return;
      this.#ids.delete(key);
      const others = ({ keys }: QuarantineChanged) => keys.filter((one) => one.key !== key);
      await this.#summarise((summary) => ({ ...summary, keys: others(summary) }));
      // Another process may have put something behind the key meanwhile.
      if (!(await isEmpty())) await this.#waits(key);
    });
  }

  async #put(delivery: Delivery, reason: string | null): Promise<void> {
    const { key, id } = delivery;
    const { all } = await this.#idsOf(key);
    if (all.has(id)) return;
    if (all.size >= QUARANTINED_PER_KEY_MAX)
      throw new QuarantineFull(`${key} has ${all.size} messages in quarantine`);
    await this.#keep(delivery, reason);
  }

  /** A delivery that is kept already stays where it is in the order, for this reason. */
  async #keep({ key, id, origin, message }: Delivery, reason: string | null): Promise<void> {
    const isWhole = message && Buffer.byteLength(JSON.stringify(message)) <= QUARANTINED_BYTES_MAX;
    const data = { key, id, origin, message: isWhole ? message : null, reason };
    const event = operationEvent('MessageQuarantined', data, this.#now());
    await this.#append(key, event, (ids) => ids.add(id));
  }

  #settle(key: string, event: OperationEvent, id: string): Promise<void> {
    return this.#append(key, event, (ids) => ids.delete(id));
  }

  async #append(key: string, event: OperationEvent, change: (ids: Set<string>) => void): Promise<void> {
    const revision = await append(this.#log, this.#streams.ofKey(key), () => event);
    const ids = this.#ids.get(key);
    if (ids?.revision !== revision - 1) return;
    ids.revision = revision;
    change(ids.all);
  }

  /** Read anew where another process has appended. */
  async #idsOf(key: string): Promise<Ids> {
    const stream = this.#streams.ofKey(key);
    const known = this.#ids.get(key);
    if (known && known.revision === ((await this.#log.readLast(stream))?.revision ?? -1)) return known;
    const { events, revision } = await this.#log.readLong(stream);
    const ids = { all: new Set(waitingIn(events).map(({ id }) => id)), revision };
    this.#ids.set(key, ids);
    return ids;
  }

  /** Adds the key to those that wait; what was asked while none did is not about what waits from now on. */
  #waits(key: string, lastAsked = -1): Promise<void> {
    return this.#summarise(({ keys, asked }) => ({
      keys: keys.some((one) => one.key === key) ? keys : [...keys, { key, since: this.#now() }],
      asked: keys.length === 0 ? Math.max(asked, lastAsked) : asked,
    }));
  }

  #summarise(change: (summary: QuarantineChanged) => QuarantineChanged): Promise<void> {
    return this.#alone('', () => this.#writeSummary(change));
  }

  /** Changes the summary as it is now: another process of the service, or somebody else, may have written it. */
  async #writeSummary(change: (summary: QuarantineChanged) => QuarantineChanged): Promise<void> {
    const { summary } = this.#streams;
    if (!(await this.#log.readLast(summary))) await this.#log.setMetadata(summary, { maxCount: 1 });
    let changed: QuarantineChanged | undefined;
    await append(this.#log, summary, async (last) => {
      changed = change(readSummary(last) ?? (await this.#keysThatWait()));
      return operationEvent('QuarantineChanged', changed, this.#now());
    });
    if (changed) this.#take(changed);
  }

  /** What this process dealt with it knows itself. */
  async #keysThatWait(): Promise<QuarantineChanged> {
    const { keys, asked } = await keysThatWait(this.#log, this.#service);
    return { keys, asked: this.#asked ?? asked };
  }

  #take({ keys, asked }: QuarantineChanged): void {
    this.#since = new Map(keys.map(({ key, since }) => [key, since]));
    this.#asked = Math.max(this.#asked ?? -1, asked);
  }
}

/** What still waits under a key, in order. */
export async function waiting(log: EventLog, service: string, key: string): Promise<Waiting[]> {
  return waitingIn((await log.readLong(quarantineStreams(service).ofKey(key))).events);
}

/** Appends at the end, whatever is there: these streams have several writers. */
export async function append(
  log: EventLog,
  stream: string,
  eventAfter: (last: RecordedEvent | undefined) => OperationEvent | Promise<OperationEvent>,
): Promise<number> {
  for (let tried = 1; ; tried++) {
    const last = await log.readLast(stream);
    try {
      const { revision } = await log.append(
        stream,
        last?.revision ?? -1,
        [await eventAfter(last)],
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
