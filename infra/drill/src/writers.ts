import {
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  type ResolvedEvent,
  StreamNotFoundError,
} from '@eventstore/db-client';

/** With credentials of its own each append is a separate call, which keeps its deadline. */
const CALL = { credentials: { username: 'admin', password: 'changeit' }, deadline: 3_000 };
const TEXT = 'x'.repeat(300);

/** One stream and its writer, in pairs of events; acknowledged events are noted here, outside the store. */
export interface Writer {
  readonly stream: string;
  readonly acknowledged: string[];
  /** Ids of the append whose answer never came. */
  pending: string[];
}

export function makeWriters(count: number): Writer[] {
  return Array.from({ length: count }, (_, n) => {
    return { stream: `incident_09-${n}`, acknowledged: [], pending: [] };
  });
}

export function countAcknowledged(writers: readonly Writer[]): number {
  return writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
}

export function connect(port: number): EventStoreDBClient {
  return EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
}

/** Appends until the signal or the first error; resolves to that error. */
export async function write(client: EventStoreDBClient, writer: Writer, stop: AbortSignal): Promise<unknown> {
  while (!stop.aborted) {
    const pair = [0, 1].map((n) => jsonEvent({ type: 'CallReceived', data: { n, text: TEXT } }));
    const last = writer.acknowledged.length - 1;
    writer.pending = pair.map(({ id }) => id);
    try {
      const expectedRevision = last < 0 ? NO_STREAM : BigInt(last);
      await client.appendToStream(writer.stream, pair, { expectedRevision, ...CALL });
    } catch (error) {
      return error;
    }
    writer.acknowledged.push(...writer.pending);
    writer.pending = [];
  }
  return undefined;
}

/**
 * What is wrong with what the store shows, one sentence each: every acknowledged event has to be there once and in
 * its place, and the append under way completely or not at all. The writers continue from what is there.
 */
export async function differences(
  client: EventStoreDBClient,
  writers: readonly Writer[],
): Promise<{ readonly lost: string[]; readonly wrong: string[] }> {
  const lost: string[] = [];
  const wrong: string[] = [];
  for (const writer of writers) {
    const { stream, acknowledged, pending } = writer;
    const ids = await idsOf(client, stream);
    const missing = acknowledged.filter((id) => !ids.includes(id)).length;
    if (missing > 0) lost.push(`${stream}: ${missing} of ${acknowledged.length} acknowledged events`);
    const expected = ids.length > acknowledged.length ? [...acknowledged, ...pending] : acknowledged;
    if (missing === 0 && ids.join() !== expected.join())
      wrong.push(`${stream}: ${ids.length} events where ${expected.length} were written, or another order`);
    acknowledged.splice(0, acknowledged.length, ...ids);
    writer.pending = [];
  }
  return { lost, wrong };
}

async function idsOf(client: EventStoreDBClient, stream: string): Promise<string[]> {
  const events: ResolvedEvent[] = [];
  try {
    for await (const event of client.readStream(stream)) events.push(event);
  } catch (error) {
    if (error instanceof StreamNotFoundError) return [];
    throw error;
  }
  return events.map(({ event }) => event!.id);
}
