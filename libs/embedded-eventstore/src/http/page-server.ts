import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

const HEADER_BYTES_MAX = 16 * 1024;

/**
 * HTTP/1.1 within limits. It does not listen; connections are handed to it, and since Node's own check for slow requests starts
 * with `listen`, each connection has a deadline here: the next request has to be complete in time, however many bytes
 * trickle in.
 */
export function pageServer(answer: RequestListener, requestMs: number): Server {
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, answer);
  const deadlines = new WeakMap<Socket, NodeJS.Timeout>();
  server.on('connection', (socket: Socket) => {
    deadlines.set(
      socket,
      setTimeout(() => socket.destroy(), requestMs),
    );
    socket.once('close', () => clearTimeout(deadlines.get(socket)));
  });
  server.on('request', ({ socket }, response) => {
    response.once('finish', () => deadlines.get(socket)?.refresh());
  });
  return server;
}
