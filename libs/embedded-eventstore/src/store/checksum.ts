import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { StoredEvent } from './events.ts';

/** The sum before a stream's first event. */
export const FIRST_SUM: Uint8Array = Buffer.alloc(32);

type Summed = Omit<StoredEvent, 'sum' | 'crc'>;

/**
 * SHA-256 over the previous sum, the stream's name and everything the row holds: whoever changes, drops or reorders
 * an event breaks the chain of its stream from there on.
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

/** The row's CRC-32. It finds damage at each read; the chain finds intent. */
export function rowCrc(event: Omit<StoredEvent, 'crc'>): number {
  const { position, stream, revision, created, json, type } = event;
  let crc = crc32(`${position}.${stream}.${revision}.${created}.${json}.${type}`);
  crc = crc32(event.id, crc);
  crc = crc32(event.sum, crc);
  crc = crc32(event.metadata, crc);
  return crc32(event.data, crc);
}

export function nameCrc(id: number, name: string): number {
  return crc32(`${id}.${name}`);
}

/** A row that is not what was written. It is never served. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}
