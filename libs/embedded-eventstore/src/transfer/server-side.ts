import { randomUUID } from 'node:crypto';
import type { ClientHttp2Stream } from 'node:http2';
import { addressOf } from '../client/address.ts';
import { CallRefused, Connection, framed } from '../client/connection.ts';
import {
  batchAppendRequest,
  decodeBatchAnswer,
  decodeReadEvent,
  type PlainEvent,
  readAllRequest,
  readStreamRequest,
  tombstoneRequest,
} from '../client/messages.ts';
import { Deframer } from '../rpc/deframer.ts';
import { STATUS } from '../rpc/errors.ts';
import { TOMBSTONE_REVISION } from '../store/events.ts';
import { uuidBytes } from '../wire/uuid.ts';
import { CopyRefused, isCopied, placeOf, type Target } from './side.ts';

const STREAMS = '/event_store.client.streams.Streams';
const COUNT_MAX = Number.MAX_SAFE_INTEGER;
/** Appends under way: enough for a group commit, few enough to be distinguished from an end that was reached. */
const APPENDS_FLYING_MAX = 256;
/** Consecutive events of one stream are appended together, up to this many. */
const APPEND_EVENTS_MAX = 500;
const APPEND_BYTES_MAX = 512 * 1024;
const APPEND_DEADLINE_MS = 60_000;

/** An EventStoreDB, KurrentDB or embedded server. */
export async function openServerSide(text: string): Promise<Target> {
  const connection = await Connection.open(addressOf(text));
  const { host, port } = connection.endpoint;
  const appender = new Appender(connection);
  const read = (request: Buffer) => readEvents(connection, request);
  const single = async (request: Buffer) => {
    try {
      for await (const events of read(request)) if (events[0]) return events[0];
    } catch (error) {
      // A deleted stream cannot be read.
      if (!(error instanceof CallRefused && error.status === STATUS.FAILED_PRECONDITION)) throw error;
    }
    return undefined;
  };
  return {
    name: `esdb://${host}:${port}`,
    keepsTimes: false,
    async *events(after) {
      const pages = read(readAllRequest(after, { backwards: false, count: COUNT_MAX }));
      for await (const events of pages)
        yield events.filter(({ position, stream }) => isCopied(stream) && !(position <= (after ?? -1)));
    },
    async *backwards(from) {
      const before = from === undefined ? undefined : from + 1;
      for await (const events of read(readAllRequest(before, { backwards: true, count: COUNT_MAX })))
        yield events.filter(({ stream }) => isCopied(stream));
    },
    lastOf: (stream) => single(readStreamRequest(stream, undefined, { backwards: true, count: 1 })),
    async at(stream, revision) {
      if (revision === TOMBSTONE_REVISION) return undefined;
      const found = await single(readStreamRequest(stream, revision, { backwards: false, count: 1 }));
      return found?.revision === revision ? found : undefined;
    },
    append: (event) => appender.append(event),
    flush: () => appender.flush(),
    close: async () => connection.close(),
  };
}

async function* readEvents(connection: Connection, request: Buffer): AsyncGenerator<readonly PlainEvent[]> {
  for await (const messages of connection.serverStream(`${STREAMS}/Read`, request))
    yield messages.map(decodeReadEvent).filter((event) => event !== undefined);
}

/** Appends in order over one call, many under way; the server takes them as they come. */
class Appender {
  readonly #connection: Connection;
  readonly #flying = new Map<string, PlainEvent>();
  #stream: ClientHttp2Stream | undefined;
  #run: PlainEvent[] = [];
  #runBytes = 0;
  #failure: unknown;
  #wake: (() => void) | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async append(event: PlainEvent): Promise<void> {
    if (event.revision === TOMBSTONE_REVISION) return this.#bury(event.stream);
    const last = this.#run.at(-1);
    const bytes = event.data.length + event.metadata.length;
    const joins =
      last?.stream === event.stream &&
      last.revision + 1 === event.revision &&
      this.#run.length < APPEND_EVENTS_MAX &&
      this.#runBytes + bytes <= APPEND_BYTES_MAX;
    if (!joins) await this.#send();
    this.#run.push(event);
    this.#runBytes += bytes;
  }

  async flush(): Promise<void> {
    await this.#send();
    await this.#until(() => this.#flying.size === 0);
  }

  async #bury(stream: string): Promise<void> {
    await this.flush();
    await this.#connection.unary(`${STREAMS}/Tombstone`, tombstoneRequest(stream));
  }

  async #send(): Promise<void> {
    const [first] = this.#run;
    if (!first) return;
    await this.#until(() => this.#flying.size < APPENDS_FLYING_MAX);
    const correlation = uuidBytes(randomUUID());
    this.#flying.set(correlation.toString('latin1'), first);
    const request = batchAppendRequest(
      ...([correlation, first.stream, first.revision - 1, this.#run, APPEND_DEADLINE_MS] as const),
    );
    this.#run = [];
    this.#runBytes = 0;
    this.#call().write(framed(request));
  }

  #call(): ClientHttp2Stream {
    if (this.#stream) return this.#stream;
    const { stream, outcome } = this.#connection.duplex(`${STREAMS}/BatchAppend`);
    this.#stream = stream;
    const deframer = new Deframer();
    stream.on('data', (chunk: Buffer) => {
      for (const message of deframer.push(chunk)) this.#answered(decodeBatchAnswer(message));
    });
    outcome.then(
      () => this.#fail(new CopyRefused('the server ended the appends')),
      (error: unknown) => this.#fail(error),
    );
    return stream;
  }

  #answered({ correlation, refusal }: ReturnType<typeof decodeBatchAnswer>): void {
    const key = correlation.toString('latin1');
    const event = this.#flying.get(key);
    if (!event) return;
    if (refusal !== undefined) this.#fail(new CopyRefused(`${placeOf(event)} was refused: ${refusal}`));
    this.#flying.delete(key);
    this.#wake?.();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  async #until(condition: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (condition()) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
