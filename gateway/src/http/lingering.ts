import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection is read behind its last answer, for a client that is still sending what nobody wants. */
const LINGER_MS = 5_000;
/** Bytes that are read behind a last answer, and thrown away. */
export const LINGER_MAX_BYTES = 16 * 2 ** 20;
/** Connections that are read behind their last answer at a time; beyond this they are closed at once. */
const LINGERING_MAX = 4_000;

/** Closes connections so that a client still receives the answer that it was given while it was sending. */
export interface Lingering {
  /** The answer to this request, which is about to be written, is the last of the connection. */
  beginsAfter(connection: Socket, request: IncomingMessage): void;
  /** Whether a connection has its last answer: nothing more that comes on it is answered. */
  has(connection: Socket): boolean;
}

/**
 * Closed with something unread, a connection is reset, and a client that writes learns of that before it reads the answer:
 * so its half is closed first, and the rest of the body is read and thrown away (RFC 9112, 9.6).
 */
export function openLingering(lingeringMax = LINGERING_MAX): Lingering {
  const lingering = new Set<Socket>();
  return {
    beginsAfter(connection, request) {
      if (request.complete || connection.destroyed || lingering.size === lingeringMax) return;
      lingering.add(connection);
      connection.once('close', () => lingering.delete(connection));
      const close = connection.destroySoon.bind(connection);
      // Node calls it when the answer is written.
      connection.destroySoon = () => {
        if (request.readableEnded) return close();
        const rest = setTimeout(() => connection.destroy(), LINGER_MS);
        connection.once('close', () => clearTimeout(rest));
        request.once('end', close);
        connection.end();
      };
      let size = 0;
      request.on('data', (piece: Buffer) => {
        size += piece.byteLength;
        if (size > LINGER_MAX_BYTES) connection.destroy();
      });
    },
    has: (connection) => lingering.has(connection),
  };
}
