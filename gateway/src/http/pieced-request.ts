import { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Pieces of one body, as its connection or its chunks divide it: a body whose packets are full comes in a few hundred. */
export const BODY_PIECES_MAX = 4_096;
/** A smaller piece is copied: otherwise it would keep everything that came with it in memory, up to 64 KB. */
const COPIED_BELOW_BYTES = 1_024;

/** Connections from which nothing more is parsed. */
const cutOff = new WeakSet<Duplex>();

/** Takes nothing more from a connection: not even the rest of its last piece, which may be 2,000 requests, is parsed. */
export function cutShort(connection: Duplex): void {
  cutOff.add(connection);
  connection.pause();
}

export const isCutShort = (connection: Duplex): boolean => cutOff.has(connection);

/**
 * Holds no more pieces of a body than its reader may take, even while nobody reads it yet: a client that sends single bytes in
 * chunks, with text around each, would fill the memory before it is known who asks. What was held meanwhile reaches the
 * reader as one piece.
 */
export class PiecedRequest extends IncomingMessage {
  #pieces = 0;
  hasTooManyPieces = false;
  private asksForUpgrade: boolean | null | undefined;

  /** Node stops parsing a connection that is upgraded to something else. */
  get upgrade(): boolean | null | undefined {
    return cutOff.has(this.socket) || this.asksForUpgrade;
  }

  set upgrade(asked: boolean | null | undefined) {
    this.asksForUpgrade = asked;
  }

  override push(piece: Buffer | null, encoding?: BufferEncoding): boolean {
    if (piece === null) return super.push(null);
    this.hasTooManyPieces = ++this.#pieces > BODY_PIECES_MAX;
    // Returning false stops reading from the connection.
    if (this.#pieces > BODY_PIECES_MAX + 1) return false;
    return super.push(piece.byteLength < COPIED_BELOW_BYTES ? Buffer.from(piece) : piece, encoding);
  }
}
