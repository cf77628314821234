import { ANY, NO_STREAM, type Outcome, STREAM_EXISTS } from '../store/events.ts';
import { bytesField, emptyField, textField, uintField } from './protobuf.ts';
import { uuidField } from './uuid.ts';

type Done = Extract<Outcome, { kind: 'done' }>;

export function readConfirmation(subscriptionId: string): Buffer {
  return bytesField(2, textField(1, subscriptionId));
}

export function readCheckpoint(position: number): Buffer {
  return bytesField(3, positionFields(position), timestamp(3));
}

export function readStreamNotFound(stream: string): Buffer {
  return bytesField(4, streamIdentifier(1, stream));
}

export function readFirstRevision(revision: number): Buffer {
  return uintField(5, revision);
}

export function readLastRevision(revision: number): Buffer {
  return uintField(6, revision);
}

export function readCaughtUp(at: { revision: number } | { position: number } | undefined): Buffer {
  if (at === undefined) return bytesField(8, timestamp(1));
  const where = 'revision' in at ? uintField(2, at.revision) : bytesField(3, positionFields(at.position));
  return bytesField(8, timestamp(1), where);
}

/** `ReadResp{1 event}` from encoded RecordedEvents, for resolved links and structured ids. */
export function readResolved(event: Buffer | undefined, link: Buffer | undefined, position: number): Buffer {
  const parts: Buffer[] = [];
  if (event) parts.push(bytesField(1, event));
  if (link) parts.push(bytesField(2, link));
  return bytesField(1, ...parts, uintField(3, position));
}

export function appendDone(done: Done): Buffer {
  return bytesField(1, ...doneFields(done));
}

export function appendConflict(current: number, expected: number): Buffer {
  const currentField = current < 0 ? emptyField(7) : uintField(6, current);
  return bytesField(
    2,
    currentField,
    expectedField(expected, { revision: 8, any: 9, streamExists: 10, noStream: 11 }),
  );
}

/** A response of Delete or Tombstone. */
export function deleteDone(position: number | undefined): Buffer {
  return position === undefined ? emptyField(2) : bytesField(1, positionFields(position));
}

export function batchDone(correlation: Buffer, stream: string, done: Done): Buffer {
  return Buffer.concat([
    uuidField(1, correlation, false),
    bytesField(3, ...doneFields(done)),
    streamIdentifier(4, stream),
  ]);
}

/** An error inside the `Status` of a BatchAppend answer; `detail` is the `event_store.client` message of its name. */
export interface BatchError {
  readonly code: number;
  readonly message: string;
  readonly detail: string;
  readonly value: Buffer;
}

export function batchError(correlation: Buffer, stream: string, error: BatchError): Buffer {
  const any = [
    textField(1, `type.googleapis.com/event_store.client.${error.detail}`),
    bytesField(2, error.value),
  ];
  return Buffer.concat([
    uuidField(1, correlation, false),
    bytesField(2, uintField(1, error.code), textField(2, error.message), bytesField(3, ...any)),
    streamIdentifier(4, stream),
  ]);
}

/** `event_store.client.WrongExpectedVersion`. */
export function wrongExpectedVersion(current: number, expected: number): Buffer {
  const currentField = current < 0 ? emptyField(2) : uintField(1, current);
  const expectation = expectedField(expected, { revision: 3, any: 4, streamExists: 5, noStream: 6 });
  return Buffer.concat([currentField, expectation]);
}

export interface MethodSupport {
  readonly service: string;
  readonly method: string;
  readonly features: readonly string[];
}

export function supportedMethods(methods: readonly MethodSupport[], version: string): Buffer {
  const entries = methods.map(({ service, method, features }) =>
    bytesField(1, textField(1, method), textField(2, service), ...features.map((name) => textField(3, name))),
  );
  return Buffer.concat([...entries, textField(2, version)]);
}

const STATE_LEADER = 8;
const TICKS_PER_MS = 10_000;

/** `ClusterInfo` of a cluster of one. */
export function soleLeader(instanceId: Buffer, host: string, port: number): Buffer {
  const endpoint = bytesField(5, textField(1, host), uintField(2, port));
  const alive = uintField(4, 1);
  return bytesField(
    1,
    uuidField(1, instanceId, false),
    uintField(2, Date.now() * TICKS_PER_MS),
    uintField(3, STATE_LEADER),
    alive,
    endpoint,
  );
}

export function streamIdentifier(field: number, stream: string): Buffer {
  return bytesField(field, textField(3, stream));
}

function doneFields({ revision, position }: Done): Buffer[] {
  const current = revision < 0 ? emptyField(2) : uintField(1, revision);
  return [current, position === undefined ? emptyField(4) : bytesField(3, positionFields(position))];
}

function positionFields(position: number): Buffer {
  return Buffer.concat([uintField(1, position), uintField(2, position)]);
}

function expectedField(
  expected: number,
  fields: { revision: number; any: number; streamExists: number; noStream: number },
): Buffer {
  if (expected === ANY) return emptyField(fields.any);
  if (expected === STREAM_EXISTS) return emptyField(fields.streamExists);
  if (expected === NO_STREAM) return emptyField(fields.noStream);
  return uintField(fields.revision, expected);
}

function timestamp(field: number): Buffer {
  const ms = Date.now();
  return bytesField(field, uintField(1, Math.floor(ms / 1000)), uintField(2, (ms % 1000) * 1_000_000));
}
