import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterSilence } from '../rpc/silence.ts';

const HEADER_BYTES_MAX = 16 * 1024;

/**
 * HTTP/1.1 within limits. It does not listen; connections are handed to it, and since Node's own check for slow requests starts
 * with `listen`, each connection has a deadline here: the next request has to be complete in time, however many bytes
 * trickle in.
 */
export function pageServer(answer: RequestListener, requestMs: number): Server {
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, answer);
  const deadlines = new WeakMap<Socket, () => void>();
  const hurry = (socket: Socket) => {
    deadlines.get(socket)?.();
    deadlines.set(
      socket,
      afterSilence(requestMs, () => socket.destroy()),
    );
  };
  server.on('connection', (socket: Socket) => {
    hurry(socket);
    socket.once('close', () => deadlines.get(socket)?.());
  });
  server.on('request', ({ socket }, response) => {
    response.once('finish', () => {
      if (!socket.destroyed) hurry(socket);
    });
  });
  return server;
}
