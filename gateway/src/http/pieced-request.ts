import { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Of one body, as its connection or its chunks cut it: what fits into a packet each comes in a few hundred. */
export const BODY_PIECES_MAX = 4_096;
/** A smaller piece is copied: it would keep all that it came with, up to 64 KB. */
const COPIED_BELOW_BYTES = 1_024;

/** Connections of which nothing more is parsed. */
const cutOff = new WeakSet<Duplex>();

/** Nothing more of a connection is taken: also what came with its last piece, which may be 2,000 requests, is parsed no further. */
export function cutShort(connection: Duplex): void {
  cutOff.add(connection);
  connection.pause();
}

export const isCutShort = (connection: Duplex): boolean => cutOff.has(connection);

/**
 * Holds no more pieces of a body than whoever reads it may take, also while nobody reads it yet: who sends single bytes in
 * chunks, with words around each, would fill the memory before it is known who asks. What was held meanwhile comes to the
 * reader as one.
 */
export class PiecedRequest extends IncomingMessage {
  #pieces = 0;
  hasTooManyPieces = false;
  private asksForUpgrade: boolean | null | undefined;

  /** Node parses no more of a connection that goes over to something else. */
  get upgrade(): boolean | null | undefined {
    return cutOff.has(this.socket) || this.asksForUpgrade;
  }

  set upgrade(asked: boolean | null | undefined) {
    this.asksForUpgrade = asked;
  }

  override push(piece: Buffer | null, encoding?: BufferEncoding): boolean {
    if (piece === null) return super.push(null);
    this.hasTooManyPieces = ++this.#pieces > BODY_PIECES_MAX;
    // To answer false stops the reading of the connection.
    if (this.#pieces > BODY_PIECES_MAX + 1) return false;
    return super.push(piece.byteLength < COPIED_BELOW_BYTES ? Buffer.from(piece) : piece, encoding);
  }
}
