import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  type ResolvedEvent,
  START,
  StreamNotFoundError,
  type StreamingRead,
} from '@eventstore/db-client';
import type { RecordedEvent, Slice } from '@proximidad/eventsourcing';
import { type Connection, DeadlinePassed, notWithin, type Patience, persist } from './client.ts';
import { STREAM_EVENTS_MAX, StreamTooLong } from './event-log.ts';
import { positionOf, recordedEvent } from './recorded.ts';

const PAGE_EVENTS = 1_000;

export async function readStream(connection: Connection, patience: Patience, stream: string): Promise<Slice> {
  const found = await existing(() =>
    persist(connection, patience, (client, ms) =>
      collect(connection, client, client.readStream(stream, { maxCount: STREAM_EVENTS_MAX + 1 }), ms),
    ),
  );
  if (found.length > STREAM_EVENTS_MAX) throw new StreamTooLong(stream);
  const events = recordedEvents(found);
  return { events, revision: Number(found.at(-1)?.event?.revision ?? -1) };
}

/** Page by page, each with its own deadline and retries. */
export async function readLong(connection: Connection, patience: Patience, stream: string): Promise<Slice> {
  const events: RecordedEvent[] = [];
  for (let revision = -1; ;) {
    const range = { fromRevision: BigInt(revision + 1), maxCount: PAGE_EVENTS };
    const page = await existing(() =>
      persist(connection, patience, (client, ms) =>
        collect(connection, client, client.readStream(stream, range), ms),
      ),
    );
    events.push(...recordedEvents(page));
    revision = Number(page.at(-1)?.event?.revision ?? revision);
    if (page.length < PAGE_EVENTS) return { events, revision };
  }
}

export async function readLast(
  connection: Connection,
  patience: Patience,
  stream: string,
): Promise<RecordedEvent | undefined> {
  const found = await existing(() =>
    persist(connection, patience, (client, ms) =>
      collect(
        connection,
        client,
        client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }),
        ms,
      ),
    ),
  );
  return recordedEvents(found)[0];
}

export async function readHead(connection: Connection, patience: Patience): Promise<number> {
  const [last] = await persist(connection, patience, (client, ms) =>
    collect(connection, client, client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }), ms),
  );
  return last ? positionOf(last) : 0;
}

/** Page by page, each with its own deadline and retries, so that a slow consumer holds no call open. */
export async function* readAll(
  connection: Connection,
  patience: Patience,
  range: { readonly after: number | undefined; readonly max: number; readonly signal?: AbortSignal },
): AsyncGenerator<RecordedEvent> {
  let seen = range.after;
  let left = range.max;
  while (left > 0 && !range.signal?.aborted) {
    const from = seen === undefined ? START : { commit: BigInt(seen), prepare: BigInt(seen) };
    const page = await persist(connection, patience, (client, ms) =>
      collect(connection, client, client.readAll({ fromPosition: from, maxCount: PAGE_EVENTS }), ms),
    );
    const before = seen ?? -1;
    for (const resolved of page) {
      const position = positionOf(resolved);
      if (position <= before) continue;
      seen = position;
      const event = recordedEvent(resolved);
      if (!event) continue;
      yield event;
      if (--left === 0 || range.signal?.aborted) return;
    }
    if (page.length < PAGE_EVENTS) return;
  }
}

/**
 * Everything that a read yields, within our own deadline: the client has none for reads, and when a client is closed it ends
 * them without an error, as if there were no more.
 */
export async function collect<Event>(
  connection: Connection,
  client: EventStoreDBClient,
  reading: StreamingRead<Event>,
  ms: number,
): Promise<Event[]> {
  const events: Event[] = [];
  // Otherwise an error that comes after the loop has been left would end the process.
  reading.on('error', () => undefined);
  const timer = setTimeout(() => {
    void reading.cancel();
    reading.destroy(new DeadlinePassed(notWithin(ms)));
  }, ms);
  try {
    for await (const event of reading) events.push(event as Event);
    connection.mustServe(client);
    return events;
  } finally {
    clearTimeout(timer);
  }
}

async function existing(read: () => Promise<ResolvedEvent[]>): Promise<ResolvedEvent[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof StreamNotFoundError) return [];
    throw error;
  }
}

function recordedEvents(resolved: readonly ResolvedEvent[]): RecordedEvent[] {
  return resolved.map(recordedEvent).filter((event) => event !== undefined);
}
