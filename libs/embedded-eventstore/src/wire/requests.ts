import { ANY, NO_STREAM, STREAM_EXISTS } from '../store/events.ts';
import { MalformedMessage, MessageReader } from './protobuf.ts';
import { readUuid } from './uuid.ts';

/** Where a read or a subscription begins; a number is a revision or, in `$all`, a commit position. */
export type From = number | 'start' | 'end';

export interface FilterRequest {
  readonly on: 'stream' | 'type';
  readonly regex: string | undefined;
  readonly prefixes: readonly string[];
  /** Events considered at a time; 0 when the client leaves it to the server. */
  readonly window: number;
  readonly checkpointMultiplier: number;
}

export interface ReadRequest {
  /** `undefined` reads `$all`. */
  readonly stream: string | undefined;
  readonly from: From;
  readonly backwards: boolean;
  readonly resolveLinks: boolean;
  /** Largest number of events to send; `undefined` for a subscription. */
  readonly count: number | undefined;
  readonly filter: FilterRequest | undefined;
  readonly structuredIds: boolean;
  readonly compatibility: number;
}

export interface ExpectedRevision {
  readonly stream: string;
  /** A revision, or NO_STREAM, ANY, STREAM_EXISTS. */
  readonly expected: number;
}

/** `type` and `contentType` are undefined where the client left them out, which the server refuses by name. */
export interface ProposedMessage {
  readonly id: Buffer | undefined;
  readonly type: string | undefined;
  readonly contentType: string | undefined;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

export type AppendMessage =
  | { readonly kind: 'options'; readonly options: ExpectedRevision }
  | { readonly kind: 'proposed'; readonly proposed: ProposedMessage };

export interface BatchMessage {
  readonly correlation: Buffer;
  readonly options: (ExpectedRevision & { readonly deadlineMs: number | undefined }) | undefined;
  readonly proposed: readonly ProposedMessage[];
  readonly final: boolean;
}

const EMPTY: Buffer = Buffer.alloc(0);
/** For the name of a stream or an event type, which a filter's regular expression may have to go through. */
const NAME_LENGTH_MAX = 2_048;
/** The real server's message. */
export const INVALID_POSITION = 'Trying to read from an invalid position.';
const COUNT_DEFAULT = Number.MAX_SAFE_INTEGER;

export function decodeRead(bytes: Buffer): ReadRequest {
  const request = {
    stream: undefined as string | undefined,
    from: 'start' as From,
    backwards: false,
    resolveLinks: false,
    count: COUNT_DEFAULT as number | undefined,
    filter: undefined as FilterRequest | undefined,
    structuredIds: false,
    compatibility: 0,
  };
  const options = onlyField(new MessageReader(bytes), 1);
  let target = false;
  for (let field = options.next(); field !== 0; field = options.next()) {
    if (field === 1) {
      const { stream, from } = streamOptions(options.message());
      Object.assign(request, { stream, from });
      target = true;
    } else if (field === 2) {
      request.from = allFrom(options.message());
      target = true;
    } else if (field === 3) request.backwards = options.uint() === 1;
    else if (field === 4) request.resolveLinks = options.uint() !== 0;
    else if (field === 5) request.count = options.uint();
    else if (field === 6) {
      options.skip();
      request.count = undefined;
    } else if (field === 7) request.filter = filter(options.message());
    else if (field === 9) request.structuredIds = options.message().next() === 1;
    else if (field === 10) request.compatibility = control(options.message());
    else options.skip();
  }
  if (!target) throw new MalformedMessage('a read names neither a stream nor $all');
  return request;
}

function streamOptions(message: MessageReader): { stream: string; from: From } {
  let stream = '';
  let from: From = 'start';
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) stream = streamName(message.message());
    else if (field === 2) from = message.uint();
    else {
      if (field === 3) from = 'start';
      else if (field === 4) from = 'end';
      message.skip();
    }
  }
  return { stream: named(stream), from };
}

function allFrom(message: MessageReader): From {
  let from: From = 'start';
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) from = position(message.message());
    else {
      if (field === 2) from = 'start';
      else if (field === 3) from = 'end';
      message.skip();
    }
  }
  return from;
}

function position(message: MessageReader): number {
  let commit = 0;
  let prepare: number | undefined;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) commit = message.uint();
    else if (field === 2) prepare = message.uint();
    else message.skip();
  }
  // In this log every event is prepared and committed at the same position.
  if (prepare !== undefined && prepare !== commit) throw new MalformedMessage(INVALID_POSITION);
  return commit;
}

function filter(message: MessageReader): FilterRequest {
  let on: 'stream' | 'type' = 'stream';
  let expression: { regex: string | undefined; prefixes: string[] } = { regex: undefined, prefixes: [] };
  let window = 0;
  let checkpointMultiplier = 0;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1 || field === 2) {
      on = field === 1 ? 'stream' : 'type';
      expression = filterExpression(message.message());
    } else if (field === 3) window = message.uint();
    else if (field === 5) checkpointMultiplier = message.uint();
    else message.skip();
  }
  return { on, ...expression, window, checkpointMultiplier };
}

function filterExpression(message: MessageReader) {
  let regex: string | undefined;
  const prefixes: string[] = [];
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) regex = message.text() || undefined;
    else if (field === 2) prefixes.push(message.text());
    else message.skip();
  }
  return { regex, prefixes };
}

function control(message: MessageReader): number {
  let compatibility = 0;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) compatibility = message.uint();
    else message.skip();
  }
  return compatibility;
}

export function decodeAppend(bytes: Buffer): AppendMessage {
  const message = new MessageReader(bytes);
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) return { kind: 'options', options: expectedRevision(message.message()) };
    if (field === 2) return { kind: 'proposed', proposed: proposedMessage(message.message()) };
    message.skip();
  }
  throw new MalformedMessage('an append carries neither options nor an event');
}

/** The request of Delete and of Tombstone. */
export function decodeDelete(bytes: Buffer): ExpectedRevision {
  return expectedRevision(onlyField(new MessageReader(bytes), 1));
}

export function decodeBatch(bytes: Buffer): BatchMessage {
  const message = new MessageReader(bytes);
  let correlation: Buffer | undefined;
  let options: BatchMessage['options'];
  const proposed: ProposedMessage[] = [];
  let final = false;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) correlation = readUuid(message.message());
    else if (field === 2) options = batchOptions(message.message());
    else if (field === 3) proposed.push(proposedMessage(message.message()));
    else if (field === 4) final = message.uint() !== 0;
    else message.skip();
  }
  if (!correlation) throw new MalformedMessage('a batch has no correlation id');
  return { correlation, options, proposed, final };
}

function batchOptions(message: MessageReader) {
  let stream = '';
  let expected = ANY;
  let deadlineMs: number | undefined;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) stream = streamName(message.message());
    else if (field === 2) expected = message.uint();
    else if (field === 6) deadlineMs = milliseconds(message.message()) - Date.now();
    else if (field === 7) deadlineMs = milliseconds(message.message());
    else {
      if (field === 3) expected = NO_STREAM;
      else if (field === 4) expected = ANY;
      else if (field === 5) expected = STREAM_EXISTS;
      message.skip();
    }
  }
  return { stream: named(stream), expected, deadlineMs };
}

/** A Timestamp or a Duration: `{1 int64 seconds, 2 int32 nanos}`. */
function milliseconds(message: MessageReader): number {
  let ms = 0;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) ms += Number(message.int64()) * 1000;
    else if (field === 2) ms += Number(message.int64()) / 1e6;
    else message.skip();
  }
  return ms;
}

function expectedRevision(message: MessageReader): ExpectedRevision {
  let stream = '';
  let expected = ANY;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) stream = streamName(message.message());
    else if (field === 2) expected = message.uint();
    else {
      if (field === 3) expected = NO_STREAM;
      else if (field === 4) expected = ANY;
      else if (field === 5) expected = STREAM_EXISTS;
      message.skip();
    }
  }
  return { stream: named(stream), expected };
}

function proposedMessage(message: MessageReader): ProposedMessage {
  let id: Buffer | undefined;
  let type: string | undefined;
  let contentType: string | undefined;
  let data = EMPTY;
  let metadata = EMPTY;
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) id = readUuid(message.message());
    else if (field === 2) {
      const [key, value] = mapEntry(message.message());
      if (key === 'type') type = value;
      else if (key === 'content-type') contentType = value;
    } else if (field === 3) metadata = message.bytes();
    else if (field === 4) data = message.bytes();
    else message.skip();
  }
  if (type !== undefined && type.length > NAME_LENGTH_MAX)
    throw new MalformedMessage('an event type is too long');
  return { id, type, contentType, data, metadata };
}

export function mapEntry(message: MessageReader): [key: string, value: string] {
  let key = '';
  let value = '';
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 1) key = message.text();
    else if (field === 2) value = message.text();
    else message.skip();
  }
  return [key, value];
}

export function streamName(message: MessageReader): string {
  let name = '';
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === 3) name = message.text();
    else message.skip();
  }
  return name;
}

function named(stream: string): string {
  if (stream === '') throw new MalformedMessage('a stream name is empty');
  if (stream === '$$') throw new MalformedMessage('$$ is the metadata of no stream');
  if (stream.length > NAME_LENGTH_MAX) throw new MalformedMessage('a stream name is too long');
  return stream;
}

function onlyField(message: MessageReader, wanted: number): MessageReader {
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field === wanted) return message.message();
    message.skip();
  }
  throw new MalformedMessage('a request has no options');
}
