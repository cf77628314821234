import { FRAME_HEAD_BYTES } from '../wire/event-message.ts';
import { CallError, STATUS } from './errors.ts';

/** The largest gRPC message; the clients' own limit for what they receive. */
export const MESSAGE_BYTES_MAX = 17 * 1024 * 1024;

/** Cuts the bytes of a call into its messages. */
export class Deframer {
  #chunks: Buffer[] = [];
  #length = 0;

  /** The messages that are complete with this chunk. @throws {CallError} for a compressed or too large message. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const messages: Buffer[] = [];
    for (let message = this.#take(); message !== undefined; message = this.#take()) messages.push(message);
    return messages;
  }

  /** Bytes of a message that has not arrived whole yet. */
  get pendingBytes(): number {
    return this.#length;
  }

  #take(): Buffer | undefined {
    if (this.#length < FRAME_HEAD_BYTES) return undefined;
    const head = this.#head();
    if (head[0] !== 0) throw new CallError(STATUS.UNIMPLEMENTED, 'compressed messages are not supported');
    const length = head.readUInt32BE(1);
    if (length > MESSAGE_BYTES_MAX) {
      throw new CallError(STATUS.RESOURCE_EXHAUSTED, `a message is larger than ${MESSAGE_BYTES_MAX} bytes`);
    }
    const end = FRAME_HEAD_BYTES + length;
    if (this.#length < end) return undefined;
    const all = this.#joined();
    this.#length -= end;
    this.#chunks = this.#length > 0 ? [all.subarray(end)] : [];
    return all.subarray(FRAME_HEAD_BYTES, end);
  }

  /** Joined only when the first chunk is shorter than a head, so that a large message is copied once, not per chunk. */
  #head(): Buffer {
    const first = this.#chunks[0]!;
    return first.length >= FRAME_HEAD_BYTES ? first : this.#joined();
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks, this.#length)];
    return this.#chunks[0]!;
  }
}
