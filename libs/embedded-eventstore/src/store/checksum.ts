import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { StoredEvent } from './events.ts';

/** The sum before a stream's first event. */
export const FIRST_SUM: Uint8Array = Buffer.alloc(32);

type Summed = Omit<StoredEvent, 'crc'>;

/**
 * SHA-256 over the previous sum, the stream's name and everything the row holds: changing, dropping or reordering an event breaks the chain of its stream from there on.
 */
export function chainedSum(previous: Uint8Array, streamName: string, event: Summed): Buffer {
  const { position, revision, created, json, type, id, metadata, data } = event;
  const head = JSON.stringify([
    streamName,
    position,
    revision,
    created,
    json,
    type,
    metadata.length,
    data.length,
  ]);
  return hash('sha256', Buffer.concat([previous, id, Buffer.from(head), metadata, data]), 'buffer');
}

/** Scratch space for the row's numbers and id: this runs for every event that is read. */
const numbers = new Float64Array(7);
const head = new Uint8Array(numbers.buffer);
const ID_AT_BYTES = 40;

/** CRC-32 of what a read serves. It detects damage at each read; the chain detects tampering. */
export function rowCrc({
  position,
  stream,
  revision,
  created,
  json,
  id,
  type,
  metadata,
  data,
}: Summed): number {
  numbers[0] = position;
  numbers[1] = stream;
  numbers[2] = revision;
  numbers[3] = created;
  numbers[4] = json;
  head.fill(0, ID_AT_BYTES);
  head.set(id.length > 16 ? id.subarray(0, 16) : id, ID_AT_BYTES);
  return crc32(data, crc32(metadata, crc32(type, crc32(head))));
}

export function nameCrc(id: number, name: string): number {
  return crc32(`${id}.${name}`);
}

/** A row that differs from what was written. It is never served. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}
