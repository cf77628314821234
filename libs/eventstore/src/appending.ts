import {
  type EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  type Credentials,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import {
  type Appended,
  type NewEvent,
  RevisionConflict,
  StoreFull,
  StoreUnavailable,
} from '@proximidad/eventsourcing';
import { type Connection, isOfFullDisk, isTransient, type Patience, persist } from './client.ts';
import { seal, type SealedEvent } from './envelope.ts';
import { collect } from './reading.ts';
import { recordedEvent } from './recorded.ts';

/**
 * Appends once. A try whose answer was lost is sent again with the same ids and the same expected revision, which the store
 * answers with the first result; a conflict after such a try is believed only when the events in that place are not ours.
 */
export async function append(
  connection: Connection,
  credentials: Credentials,
  patience: Patience,
  write: {
    readonly stream: string;
    readonly expected: number;
    readonly events: readonly NewEvent[];
    readonly previousHash: string | null;
  },
): Promise<Appended> {
  const { stream, expected } = write;
  if (write.events.length === 0) throw new RangeError('an append carries at least one event');
  const events = seal(stream, expected + 1, write.events, write.previousHash);
  let resultUnknown = false;
  try {
    return await persist(connection, patience, async (client, ms) => {
      try {
        return await appendOnce(client, credentials, { stream, expected, events, deadline: ms });
      } catch (error) {
        if (isTransient(error) && !isOfFullDisk(error)) resultUnknown = true;
        throw error;
      }
    });
  } catch (error) {
    // What an earlier try of it wrote is there, whether or not there is room now.
    if (error instanceof StoreFull && resultUnknown)
      throw new StoreUnavailable('the event store does not say what came of it', { cause: error });
    if (!(error instanceof WrongExpectedVersionError)) throw error;
    const ours = resultUnknown
      ? await findAppended(connection, patience, stream, expected, events)
      : undefined;
    if (ours) return ours;
    const { actualVersion } = error;
    throw new RevisionConflict(
      stream,
      expected,
      typeof actualVersion === 'bigint' ? Number(actualVersion) : undefined,
    );
  }
}

async function appendOnce(
  client: EventStoreDBClient,
  credentials: Credentials,
  write: {
    readonly stream: string;
    readonly expected: number;
    readonly events: readonly SealedEvent[];
    readonly deadline: number;
  },
): Promise<Appended> {
  const { stream, expected, events, deadline } = write;
  const { nextExpectedRevision, position } = await client.appendToStream(stream, events.map(asJson), {
    expectedRevision: expected < 0 ? NO_STREAM : BigInt(expected),
    credentials,
    deadline,
  });
  if (!position) throw new TypeError(`the append to ${stream} has no position`);
  const { hash } = events.at(-1)!.metadata;
  return { revision: Number(nextExpectedRevision), position: Number(position.commit), hash };
}

/** Where our events lie, if they lie where they were meant to. */
async function findAppended(
  connection: Connection,
  patience: Patience,
  stream: string,
  expected: number,
  events: readonly SealedEvent[],
): Promise<Appended | undefined> {
  const there = await persist(connection, patience, (client, ms) =>
    collect(
      connection,
      client,
      client.readStream(stream, { fromRevision: BigInt(expected + 1), maxCount: events.length }),
      ms,
    ),
  );
  const ids = there.map(({ event }) => event?.id);
  const last = there.at(-1);
  const recorded = last && recordedEvent(last);
  if (!recorded || ids.length !== events.length || events.some(({ id }, index) => ids[index] !== id))
    return undefined;
  return { revision: recorded.revision, position: recorded.position, hash: recorded.metadata.hash };
}

const utf8 = new TextEncoder();

/**
 * The metadata as bytes: from an object the client makes base64, which its protocol buffers then turn back into bytes
 * one letter at a time.
 */
function asJson({ id, type, data, metadata }: SealedEvent) {
  const bytes = utf8.encode(JSON.stringify(metadata));
  return jsonEvent({ id, type, data: data as Record<string, unknown>, metadata: bytes });
}
