import { BoundedMap } from '../store/bounded-map.ts';
import { type StoredEvent, TOMBSTONE_REVISION } from '../store/events.ts';
import { bytesField, textField, uintField, varintSize, writeVarint } from './protobuf.ts';
import { uuidField } from './uuid.ts';

export const FRAME_HEAD_BYTES = 5;

/** 2^63 - 1 as a varint. */
const TOMBSTONE_VARINT = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
const REVISION_TAG = 0x18;
const TYPES_CACHED_MAX = 5_000;
const ID_FIELD_BYTES = 40;
const HYPHENS = new Set([4, 6, 8, 10]);
const HEX_DIGITS = Buffer.from('0123456789abcdef');
const CREATED_KEY = textField(1, 'created');

/** The two constant metadata entries by type: they repeat in every event. */
const typeEntries = new BoundedMap<string, Buffer>(TYPES_CACHED_MAX);

/**
 * `ReadResp{1 event: ReadEvent{1 RecordedEvent, 3 commit_position}}` as a whole gRPC frame. This message is sent a million times in a
 * replay, so its size is computed first and it is written once into one buffer.
 */
export function eventFrame(event: StoredEvent, streamName: string): Buffer {
  const { position, revision, metadata, data } = event;
  const nameBytes = Buffer.byteLength(streamName);
  const identifierBytes = 1 + varintSize(nameBytes) + nameBytes;
  const types = typeEntry(event);
  const created = `${event.created}0000`;
  const createdEntryBytes = CREATED_KEY.length + 2 + created.length;
  const positionBytes = varintSize(position);
  const revisionBytes = revision === TOMBSTONE_REVISION ? TOMBSTONE_VARINT.length : varintSize(revision);
  const recordedBytes =
    ID_FIELD_BYTES +
    (1 + varintSize(identifierBytes) + identifierBytes) +
    (1 + revisionBytes) +
    2 * (1 + positionBytes) +
    types.length +
    (2 + createdEntryBytes) +
    blobFieldBytes(metadata) +
    blobFieldBytes(data);
  const readEventBytes = 1 + varintSize(recordedBytes) + recordedBytes + 1 + positionBytes;
  const messageBytes = 1 + varintSize(readEventBytes) + readEventBytes;

  const out = Buffer.allocUnsafe(FRAME_HEAD_BYTES + messageBytes);
  out[0] = 0;
  out.writeUInt32BE(messageBytes, 1);
  let at = FRAME_HEAD_BYTES;
  out[at++] = 0x0a;
  at = writeVarint(out, at, readEventBytes);
  out[at++] = 0x0a;
  at = writeVarint(out, at, recordedBytes);
  at = writeIdField(out, at, event.id);
  out[at++] = 0x12;
  at = writeVarint(out, at, identifierBytes);
  out[at++] = 0x1a;
  at = writeVarint(out, at, nameBytes);
  at += out.write(streamName, at, 'utf8');
  at = writeRevision(out, at, revision);
  out[at++] = 0x20;
  at = writeVarint(out, at, position);
  out[at++] = 0x28;
  at = writeVarint(out, at, position);
  at += types.copy(out, at);
  out[at++] = 0x32;
  out[at++] = createdEntryBytes;
  at += CREATED_KEY.copy(out, at);
  out[at++] = 0x12;
  out[at++] = created.length;
  at += out.write(created, at, 'latin1');
  at = writeBlobField(out, at, 0x3a, metadata);
  at = writeBlobField(out, at, 0x42, data);
  out[at++] = 0x18;
  writeVarint(out, at, position);
  return out;
}

/** `RecordedEvent` for the rare shapes: resolved links and clients that want structured ids. */
export function recordedEvent(event: StoredEvent, streamName: string, structuredIds: boolean): Buffer {
  const { id, position, revision, metadata, data } = event;
  const revisionField =
    revision === TOMBSTONE_REVISION
      ? Buffer.concat([Buffer.from([REVISION_TAG]), TOMBSTONE_VARINT])
      : uintField(3, revision);
  return Buffer.concat([
    uuidField(1, id, structuredIds),
    bytesField(2, textField(3, streamName)),
    revisionField,
    uintField(4, position),
    uintField(5, position),
    typeEntry(event),
    bytesField(6, CREATED_KEY, textField(2, `${event.created}0000`)),
    bytesField(7, metadata),
    bytesField(8, data),
  ]);
}

function typeEntry({ type, json }: StoredEvent): Buffer {
  const key = `${json}${type}`;
  const cached = typeEntries.get(key);
  if (cached) return cached;
  const contentType = json ? 'application/json' : 'application/octet-stream';
  const entry = Buffer.concat([
    bytesField(6, textField(1, 'type'), textField(2, type)),
    bytesField(6, textField(1, 'content-type'), textField(2, contentType)),
  ]);
  typeEntries.set(key, entry);
  return entry;
}

function writeIdField(out: Buffer, start: number, id: Uint8Array): number {
  let at = start;
  out[at++] = 0x0a;
  out[at++] = 38;
  out[at++] = 0x12;
  out[at++] = 36;
  for (let i = 0; i < 16; i++) {
    if (HYPHENS.has(i)) out[at++] = 0x2d;
    out[at++] = HEX_DIGITS[id[i]! >> 4]!;
    out[at++] = HEX_DIGITS[id[i]! & 15]!;
  }
  return at;
}

function writeRevision(out: Buffer, start: number, revision: number): number {
  let at = start;
  out[at++] = REVISION_TAG;
  if (revision !== TOMBSTONE_REVISION) return writeVarint(out, at, revision);
  return at + TOMBSTONE_VARINT.copy(out, at);
}

function blobFieldBytes(blob: Uint8Array): number {
  return blob.length === 0 ? 0 : 1 + varintSize(blob.length) + blob.length;
}

function writeBlobField(out: Buffer, start: number, tag: number, blob: Uint8Array): number {
  if (blob.length === 0) return start;
  out[start] = tag;
  const at = writeVarint(out, start + 1, blob.length);
  out.set(blob, at);
  return at + blob.length;
}
