import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { LANGUAGE_USUAL } from '@proximidad/refusals';
import { newCorrelationId } from '../correlation.ts';
import { codedError, requestError } from '../errors.ts';

const LATE_CODE = 'ERR_HTTP_REQUEST_TIMEOUT';
const LATE = codedError('LIMIT_EXCEEDED', 'The request did not arrive in time: send it again.', {
  limit: 'requestTime',
});
/** As Node answers them where nobody else does; anything else is a bad request. */
const STATUSES: Readonly<Record<string, number>> = {
  [LATE_CODE]: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
};

/**
 * Answers malformed requests, and those that do not arrive in time. Node checks its timeouts before it reads: if the event loop was late, the
 * whole request may already be there, unread. Since Node reports each only once, it is checked again after the next read, and a request
 * whose head was there all the while has `bodyMs` more for its body. What the client asks after it is not meant: Node gives that a time of
 * its own.
 */
export function answerFaulty(
  server: Server,
  { secondLookMs, bodyMs }: { readonly secondLookMs: number; readonly bodyMs: number },
): void {
  const newest = new WeakMap<Duplex, IncomingMessage>();
  /** Connections whose next request has been reported as late before its head was read. */
  const awaited = new WeakMap<Duplex, (request: IncomingMessage) => void>();
  /** Connections that are no longer HTTP's. */
  const upgraded = new WeakSet<Duplex>();
  server.on('request', (request) => {
    newest.set(request.socket, request);
    awaited.get(request.socket)?.(request);
    awaited.delete(request.socket);
  });
  server.on('upgrade', (_request, socket) => void upgraded.add(socket));
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    if (code !== LATE_CODE) return end(socket, code);
    let late = newest.get(socket);
    const hadHead = late?.complete === false;
    if (!hadHead) {
      late = undefined;
      awaited.set(socket, (request) => (late = request));
    }
    const endUnlessWhole = () => {
      if (late?.complete !== true && !upgraded.has(socket)) end(socket, code);
    };
    const lookAgain = () => {
      if (hadHead || late === undefined) endUnlessWhole();
      else setTimeout(() => setImmediate(endUnlessWhole), bodyMs).unref();
    };
    setTimeout(() => setImmediate(lookAgain), secondLookMs).unref();
  });
}

function end(duplex: Duplex, code: string): void {
  const socket = duplex as Socket & { readonly _httpMessage?: ServerResponse | null };
  // What stands after the beginning of another answer would be read as its rest.
  const isAnswering = socket._httpMessage?.headersSent === true;
  if (socket.writable && !isAnswering) socket.write(answerTo(code));
  socket.destroy();
}

function answerTo(code: string): string {
  const status = STATUSES[code] ?? 400;
  const told = { correlationId: newCorrelationId(), language: LANGUAGE_USUAL };
  const body = code === LATE_CODE ? JSON.stringify({ errors: [requestError(LATE, told)] }) : '';
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    ...(body === '' ? [] : ['Content-Type: application/json; charset=utf-8']),
    `Content-Length: ${Buffer.byteLength(body)}`,
    `\r\n${body}`,
  ].join('\r\n');
}
