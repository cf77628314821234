import {
  byOf,
  decode,
  type EventFamily,
  parseStream,
  type RecordedEvent,
  StoreUnavailable,
} from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import { batches, parts } from './batches.ts';
import type { Outbound } from './carrier.ts';
import { type Checkpoint, type Mark, pause, setCheckpoint, takeCheckpoint } from './checkpoint.ts';
import type { ContractBook, Publish } from './contract.ts';
import { type Message, messagesOf } from './message.ts';

export interface RelayOptions {
  readonly log: EventLog;
  readonly logId: string;
  /** The name of the service, which is also the context that it publishes in. */
  readonly service: string;
  readonly families: Readonly<Record<string, EventFamily>>;
  readonly published: Readonly<Record<string, Publish>>;
  readonly contracts: ContractBook;
  readonly outbound: Outbound;
  readonly now: () => number;
}

export interface RelayStatus {
  readonly running: boolean;
  /** Position up to which everything has been published. */
  readonly position: number | undefined;
  readonly messages: number;
  /** The time up to which everything that the store took has been published, as far as this relay has read; Unix milliseconds. */
  readonly publishedUntil: number | undefined;
}

export interface Relay {
  /**
   * Publishes until the signal. There is one holder: a relay that starts takes over.
   *
   * @throws {Fenced} when another relay has taken over, {@link Moved} when an operator wants it to begin elsewhere.
   */
  run(signal: AbortSignal): Promise<void>;
  status(): RelayStatus;
}

/** Events whose messages are sent at once. */
export const RELAY_BATCH_MAX = 500;
/** Bytes of messages sent at once: the store takes 1 MB in one append, Kafka in one batch of a partition. */
const RELAY_BYTES_MAX = 512 * 1024;
const RETRY_MIN_MS = 100;
/** The longest pause before the relay tries again. */
const RETRY_MAX_MS = 5_000;

/** Turns a service's private events into what it publishes, in commit order, one batch in flight. */
export function openRelay(options: RelayOptions): Relay {
  const status = {
    running: false,
    position: undefined as number | undefined,
    messages: 0,
    publishedUntil: undefined as number | undefined,
  };

  const publishAll = async (checkpoint: Checkpoint, signal: AbortSignal) => {
    const { start, anewUntil } = checkpoint;
    const after = await resumePosition(options.log, options.logId, start);
    // A position counts in the log for which it was given.
    const until = start === undefined || start.log === options.logId ? anewUntil : undefined;
    const outbound = { publish: (all: readonly Message[]) => options.outbound.publish(all, until) };
    const source = options.log.subscribe({ after, only: { types: typesPublished(options) }, signal });
    status.position = after;
    status.running = true;
    for await (const batch of batches(source, RELAY_BATCH_MAX)) {
      const events = batch.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
      const messages = events.flatMap((event) => messagesFrom(event, options));
      status.publishedUntil = messages[0]?.source.recordedAt ?? status.publishedUntil;
      for (const part of parts(messages, RELAY_BYTES_MAX)) {
        if (!(await publishFirmly(outbound, part, signal))) return;
      }
      status.publishedUntil = options.now();
      status.messages += messages.length;
      const last = events.at(-1);
      if (last) checkpoint.moveTo(markOf(options.logId, last));
      for (const item of batch) {
        if (item.kind === 'event') status.position = item.event.position;
        else if (item.kind === 'checkpoint') status.position = item.position;
      }
    }
  };

  return {
    status: () => ({ ...status }),
    async run(signal) {
      const ending = new AbortController();
      const either = AbortSignal.any([signal, ending.signal]);
      const checkpoint = await takeCheckpoint(
        options.log,
        `${options.service}.relay`,
        options.now,
        options.outbound.carrier,
      );
      const keeping = checkpoint.keep(ending.signal);
      keeping.catch(() => ending.abort());
      try {
        await publishAll(checkpoint, either);
      } finally {
        status.running = false;
        ending.abort();
        await keeping;
      }
    },
  };
}

function typesPublished({ published, families }: RelayOptions): readonly string[] {
  const types = Object.entries(published).flatMap(
    ([category, publish]) => publish.types ?? Object.keys(families[category] ?? {}),
  );
  return [...new Set(types)];
}

/** What a service publishes for one of its events, with its source. */
export function messagesFrom(
  event: RecordedEvent,
  {
    families,
    published,
    contracts,
    service,
  }: Pick<RelayOptions, 'families' | 'published' | 'contracts' | 'service'>,
): Message[] {
  const { category, id, entity } = parseStream(event.stream) ?? { category: '', id: '', entity: '' };
  const publish = published[category];
  const family = families[category];
  if (!publish || !family || publish.types?.includes(event.type) === false) return [];
  const { type, data, metadata, stream, revision, position, recordedAt } = event;
  const by = byOf(metadata);
  const recorded = { stream, revision, position, recordedAt, metadata, by, category, id, entity };
  const own = decode(family, { type, data, version: metadata.version });
  return messagesOf(service, contracts, publish(own as never, recorded), { ...recorded, eventId: event.id });
}

/** Tries until it is published; false when the signal came first. It waits for an unreachable carrier, but not for a bug to go away. */
async function publishFirmly(
  outbound: Pick<Outbound, 'publish'>,
  messages: readonly Message[],
  signal: AbortSignal,
): Promise<boolean> {
  for (let wait = RETRY_MIN_MS; ; wait = Math.min(wait * 2, RETRY_MAX_MS)) {
    try {
      await outbound.publish(messages);
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
    await pause(wait, signal);
    if (signal.aborted) return false;
  }
}

/**
 * Makes the service's relay publish again from that position on, within seconds if it is running: including what is already
 * on the carrier, and what a newer version of the service publishes for events for which an older one published nothing.
 */
export async function rewindRelay({
  log,
  logId,
  service,
  from,
  now,
}: Pick<RelayOptions, 'log' | 'logId' | 'service' | 'now'> & { readonly from: number }): Promise<void> {
  let at: Mark | null = null;
  for await (const event of log.readAll({ after: from > 0 ? from - 1 : undefined, max: 1 }))
    at = { ...markOf(logId, event), position: from - 1 };
  if (!at) throw new RangeError(`the log holds nothing from ${from} on`);
  const to = { at: from > 0 ? at : null, anewUntil: await log.head() };
  await setCheckpoint(log, `${service}.relay`, to, now);
}

function markOf(log: string, { position, stream, revision, id }: RecordedEvent): Mark {
  return { log, position, stream, revision, eventId: id };
}

/**
 * Where to continue in this log. A mark of another log names an event; in a copy it is found again by its stream and id.
 *
 * @throws {Error} when this log does not contain the event.
 */
export async function resumePosition(
  log: EventLog,
  logId: string,
  mark: Mark | undefined,
): Promise<number | undefined> {
  if (!mark || mark.log === logId) return mark?.position;
  const { events } = await log.read(mark.stream);
  const found = events.find((event) => event.id === mark.eventId);
  if (!found) throw new Error(`this log does not hold the event ${mark.eventId} of the checkpoint`);
  return found.position;
}
