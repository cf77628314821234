import type { PlainEvent } from '../client/messages.ts';
import { TOMBSTONE_REVISION } from '../store/events.ts';

/** A log that events are copied from, or that holds what was copied. */
export interface Side {
  /** Without credentials. */
  readonly name: string;
  /** Whether it keeps the times at which events were created elsewhere. */
  readonly keepsTimes: boolean;
  /** In commit order after a position, undefined for all, up to the end of the log when it gets there. */
  events(after: number | undefined): AsyncIterable<readonly PlainEvent[]>;
  /** Backwards from the end, or from a position, inclusive. */
  backwards(from: number | undefined): AsyncIterable<readonly PlainEvent[]>;
  /** The last event of a stream. */
  lastOf(stream: string): Promise<PlainEvent | undefined>;
  /** The event of a stream at a revision; undefined also when the stream is no longer shown. */
  at(stream: string, revision: number): Promise<PlainEvent | undefined>;
  close(): Promise<void>;
}

export interface Target extends Side {
  /** In order; waits when too many are under way. @throws when an earlier one was refused. */
  append(event: PlainEvent): Promise<void>;
  /** Resolves when everything is durable. */
  flush(): Promise<void>;
}

/** One side's log cannot be copied, for a reason its user can act on. */
export class CopyRefused extends Error {
  override readonly name = 'CopyRefused';
}

/** A server's own streams, such as its statistics, are not part of what is copied; metadata of all other streams is. */
export function isCopied(stream: string): boolean {
  return !stream.startsWith('$') || (stream.startsWith('$$') && stream[2] !== '$');
}

/** What differs between an event and its copy; undefined when nothing does. */
export function difference(event: PlainEvent, copy: PlainEvent, times: boolean): string | undefined {
  if (event.stream !== copy.stream) return 'stream';
  if (event.revision !== copy.revision) return 'revision';
  if (event.type !== copy.type) return 'type';
  if (event.json !== copy.json) return 'content type';
  // The server generates an id of its own for the end of a stream.
  if (Buffer.compare(event.id, copy.id) !== 0 && (times || event.revision !== TOMBSTONE_REVISION))
    return 'id';
  if (Buffer.compare(event.data, copy.data) !== 0) return 'data';
  if (Buffer.compare(event.metadata, copy.metadata) !== 0) return 'metadata';
  return times && event.created !== copy.created ? 'created' : undefined;
}

export async function* flattened<Item>(pages: AsyncIterable<readonly Item[]>): AsyncGenerator<Item> {
  for await (const page of pages) yield* page;
}

export function placeOf({ stream, revision }: PlainEvent): string {
  return `${stream}, revision ${revision === TOMBSTONE_REVISION ? 'tombstone' : revision}`;
}
