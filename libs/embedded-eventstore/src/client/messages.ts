import { NO_STREAM, TOMBSTONE_REVISION } from '../store/events.ts';
import { bytesField, emptyField, MessageReader, textField, uintField } from '../wire/protobuf.ts';
import { mapEntry, streamName } from '../wire/requests.ts';
import { streamIdentifier } from '../wire/responses.ts';
import { readUuid, uuidField } from '../wire/uuid.ts';
import type { Endpoint } from './address.ts';

/** An event as raw bytes, whatever stored it. */
export interface PlainEvent {
  readonly stream: string;
  /** TOMBSTONE_REVISION for the end of a stream that is gone for good. */
  readonly revision: number;
  readonly id: Buffer;
  readonly type: string;
  readonly json: boolean;
  /** Unix milliseconds. */
  readonly created: number;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
  /** Its position in its own log. */
  readonly position: number;
}

const TICKS_PER_MS = 10_000n;
const STATE_LEADER = 8;
const JSON_TYPE = 'application/json';
const EMPTY: Buffer = Buffer.alloc(0);

interface Reading {
  readonly backwards: boolean;
  readonly count: number;
}

/** `$all` from a position, inclusive forwards and exclusive backwards; undefined from its start, or its end. */
export function readAllRequest(position: number | undefined, { backwards, count }: Reading): Buffer {
  const at =
    position === undefined
      ? emptyField(backwards ? 3 : 2)
      : bytesField(1, uintField(1, position), uintField(2, position));
  return readRequest(bytesField(2, at), { backwards, count });
}

/** A stream from a revision, inclusive; undefined from its start, or its end. */
export function readStreamRequest(
  stream: string,
  revision: number | undefined,
  { backwards, count }: Reading,
): Buffer {
  const at = revision === undefined ? emptyField(backwards ? 4 : 3) : uintField(2, revision);
  return readRequest(bytesField(1, streamIdentifier(1, stream), at), { backwards, count });
}

function readRequest(target: Buffer, { backwards, count }: Reading): Buffer {
  const options = [target, uintField(3, backwards ? 1 : 0), uintField(5, count), emptyField(8)];
  return bytesField(1, ...options, bytesField(9, emptyField(2)));
}

/** The event in a message of a read; undefined for any other message. */
export function decodeReadEvent(bytes: Buffer): PlainEvent | undefined {
  const message = new MessageReader(bytes);
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) return readEvent(message.message());
    message.skip();
  }
  return undefined;
}

function readEvent(message: MessageReader): PlainEvent | undefined {
  let event: PlainEvent | undefined;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) event = recordedEvent(message.message());
    else message.skip();
  }
  return event;
}

function recordedEvent(message: MessageReader): PlainEvent {
  const event = {
    ...{ stream: '', revision: 0, id: EMPTY, type: '', json: false, created: 0, position: 0 },
    ...{ metadata: EMPTY as Uint8Array, data: EMPTY as Uint8Array },
  };
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) event.id = readUuid(message.message());
    else if (field === 2) event.stream = streamName(message.message());
    else if (field === 3) event.revision = Math.min(message.uint(), TOMBSTONE_REVISION);
    else if (field === 5) event.position = message.uint();
    else if (field === 6) {
      const [key, value] = mapEntry(message.message());
      if (key === 'type') event.type = value;
      else if (key === 'content-type') event.json = value === JSON_TYPE;
      else if (key === 'created') event.created = Number(BigInt(value) / TICKS_PER_MS);
    } else if (field === 7) event.metadata = message.bytes();
    else if (field === 8) event.data = message.bytes();
    else message.skip();
  }
  return event;
}

/** One append of a BatchAppend call, whole in one message. */
export function batchAppendRequest(
  correlation: Buffer,
  stream: string,
  expected: number,
  events: readonly PlainEvent[],
  deadlineMs: number,
): Buffer {
  const until = Date.now() + deadlineMs;
  const deadline = [uintField(1, Math.floor(until / 1000)), uintField(2, (until % 1000) * 1_000_000)];
  const options = [
    streamIdentifier(1, stream),
    expected === NO_STREAM ? emptyField(3) : uintField(2, expected),
    bytesField(6, ...deadline),
  ];
  return Buffer.concat([
    uuidField(1, correlation, false),
    bytesField(2, ...options),
    ...events.map(proposedEvent),
    uintField(4, 1),
  ]);
}

function proposedEvent({ id, type, json, metadata, data }: PlainEvent): Buffer {
  const contentType = json ? JSON_TYPE : 'application/octet-stream';
  return bytesField(
    3,
    uuidField(1, id, false),
    bytesField(2, textField(1, 'type'), textField(2, type)),
    bytesField(2, textField(1, 'content-type'), textField(2, contentType)),
    bytesField(3, metadata),
    bytesField(4, data),
  );
}

/** Which append was answered, and why it was refused, if it was. */
export function decodeBatchAnswer(bytes: Buffer): { correlation: Buffer; refusal: string | undefined } {
  const message = new MessageReader(bytes);
  let correlation = EMPTY;
  let refusal: string | undefined;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) correlation = readUuid(message.message());
    else if (field === 2) refusal = statusMessage(message.message());
    else message.skip();
  }
  return { correlation, refusal };
}

function statusMessage(message: MessageReader): string {
  let text = 'refused';
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 2) text = message.text();
    else message.skip();
  }
  return text;
}

/** Whatever the stream's revision. */
export function tombstoneRequest(stream: string): Buffer {
  return bytesField(1, streamIdentifier(1, stream), emptyField(4));
}

/** The leader that a `ClusterInfo` names. */
export function decodeLeader(bytes: Buffer): Endpoint | undefined {
  const cluster = new MessageReader(bytes);
  for (let field = cluster.next(); field !== 0; field = cluster.next()) {
    if (field !== 1) {
      cluster.skip();
      continue;
    }
    const { state, alive, endpoint } = member(cluster.message());
    if (state === STATE_LEADER && alive) return endpoint;
  }
  return undefined;
}

function member(message: MessageReader) {
  const found = { state: 0, alive: false, endpoint: { host: '', port: 0 } };
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 3) found.state = message.uint();
    else if (field === 4) found.alive = message.uint() !== 0;
    else if (field === 5) {
      const at = message.message();
      for (let part = at.next(); part !== 0; part = at.next()) {
        if (part === 1) found.endpoint.host = at.text();
        else if (part === 2) found.endpoint.port = at.uint();
        else at.skip();
      }
    } else message.skip();
  }
  return found;
}
