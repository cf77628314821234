import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { languageOf, type Said, say, type Sentences, sentencesOf } from '@proximidad/refusals';
import { type LoopTurns, openLoopTurns } from '../identity/loop-turns.ts';
import { networkOf } from '../identity/strangers.ts';
import { shareConnections } from './connections.ts';
import { openCutting } from './cutting.ts';
import { answerFaulty } from './faulty-requests.ts';
import { openLingering } from './lingering.ts';
import { cutShort, isCutShort, PiecedRequest } from './pieced-request.ts';
import { saidTwice } from './said-once.ts';

const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** How often connections are checked against these two timeouts. */
const CONNECTIONS_CHECK_INTERVAL_MS = 1_000;
const KEEP_ALIVE_MS = 65_000;
/** Bytes of the headers of one request. */
const HEADERS_SIZE_MAX_BYTES = 16 * 1024;
/** How long work under way has when the process is told to stop. */
export const DRAIN_TIMEOUT_MS = 4_000;
const IDLE_CHECK_INTERVAL_MS = 50;

/** One answer of the gateway, before it is written. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** In place of the body: a sentence, in the language of the caller. */
  readonly said?: Sentences;
  /** In place of a body: writes what there is to write, and ends the response. */
  readonly stream?: (response: ServerResponse) => void;
  /** Called in place of the stream when the client is gone. */
  readonly onAbandoned?: () => void;
}

export type Route = (request: IncomingMessage, url: URL) => Reply | Promise<Reply>;

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** Connections that were cut because they kept sending ahead. */
  readonly connectionsCut: () => number;
  /** Connections beyond the share of a network, or beyond what there is room for. */
  readonly connectionsTurnedAway: () => number;
  /** The connections of all clients at a time that there is room for. */
  readonly connectionsMax: number;
  /** Takes no new connections, lets work under way finish within DRAIN_TIMEOUT_MS, then cuts the rest. */
  close(): Promise<void>;
}

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  /** By path; methods are up to the route. */
  readonly routes: Readonly<Record<string, Route>>;
  /** Takes the paths that no route names. */
  readonly otherwise?: Route;
  /** Adds Strict-Transport-Security: only behind TLS. */
  readonly strictTransport: boolean;
  readonly onFailure: (error: unknown) => void;
  /** Limits what is begun in one turn of the event loop. */
  readonly loopTurns?: LoopTurns;
  /** Where a request comes from. */
  readonly addressOf?: (request: IncomingMessage) => string;
  /** Whether an address belongs to a proxy in front of the gateway. */
  readonly isProxy?: (address: string) => boolean;
  readonly connectionsPerNetworkMax?: number;
  /** The handlers of connections that ask to become a WebSocket, by path. */
  readonly upgrades?: Readonly<Record<string, Upgrade>>;
}

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(self), microphone=()',
  'cache-control': 'no-store',
} as const;

const STRICT_TRANSPORT = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } as const;

/** The base for parsing paths; nothing is requested from it. */
const ORIGIN = 'http://gateway';

/** Serves the routes on node:http; every answer has the security headers and none has CORS headers. */
export async function serve({
  host,
  port,
  routes,
  otherwise = () => sentence(404, 'Not found.'),
  strictTransport,
  onFailure,
  loopTurns = openLoopTurns(),
  addressOf = ({ socket }) => socket.remoteAddress ?? '',
  isProxy = () => false,
  connectionsPerNetworkMax,
  upgrades = {},
}: HttpOptions): Promise<HttpServer> {
  const fixedHeaders = strictTransport ? { ...SECURITY_HEADERS, ...STRICT_TRANSPORT } : SECURITY_HEADERS;
  const urls = new Map(Object.keys(routes).map((path) => [path, new URL(path, ORIGIN)]));
  const urlOf = ({ url = '/' }: IncomingMessage) => urls.get(url) ?? URL.parse(url, ORIGIN);
  const [cutting, lingering] = [openCutting(), openLingering()];
  let draining = false;
  const server = createServer(
    {
      ...{ maxHeaderSize: HEADERS_SIZE_MAX_BYTES, keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: true },
      connectionsCheckingInterval: CONNECTIONS_CHECK_INTERVAL_MS,
      IncomingMessage: PiecedRequest,
    },
    (request, response) => {
      const { socket, headers } = request;
      if (lingering.has(socket)) return cutShort(socket);
      if (!cutting.mayCome(socket, response)) return;
      loopTurns.begin(headers.authorization ?? socket, networkOf(addressOf(request)), () => {
        if (response.destroyed || isCutShort(socket)) return;
        void replyTo(request, urlOf(request), { routes, otherwise, onFailure }).then((reply) => {
          const isLast = (draining && !reply.stream) || reply.headers?.['connection'] === 'close';
          if (isLast) lingering.beginsAfter(socket, request);
          write(response, fixedHeaders, toldTo(request, reply), isLast);
        });
      });
    },
  );
  server.on('upgrade', (request, socket, head) => {
    // Node no longer handles its errors: one that is reset before somebody else does would end the process.
    socket.on('error', () => socket.destroy());
    // A connection that was cut is not upgraded.
    if (isCutShort(socket)) return;
    if (saidTwice(request) !== undefined)
      return void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    const path = urlOf(request)?.pathname ?? '';
    const upgrade = Object.hasOwn(upgrades, path) && !draining ? upgrades[path] : undefined;
    if (upgrade) upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  answerFaulty(server, {
    secondLookMs: CONNECTIONS_CHECK_INTERVAL_MS,
    bodyMs: REQUEST_TIMEOUT_MS - HEADERS_TIMEOUT_MS,
  });
  const shared = shareConnections(server, isProxy, connectionsPerNetworkMax);
  await listening(server, host, port);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    connectionsCut: cutting.count,
    ...{ connectionsTurnedAway: shared.turnedAway, connectionsMax: shared.max },
    close() {
      draining = true;
      cutting.close();
      return closed(server);
    },
  };
}

async function replyTo(
  request: IncomingMessage,
  url: URL | null,
  { routes, otherwise, onFailure }: Required<Pick<HttpOptions, 'routes' | 'otherwise' | 'onFailure'>>,
): Promise<Reply> {
  try {
    const name = saidTwice(request);
    if (name !== undefined)
      return sentence(400, say('The header {name} may be sent once.', { name }), { connection: 'close' });
    if (!url) return sentence(404, 'Not found.');
    const route = Object.hasOwn(routes, url.pathname) ? routes[url.pathname]! : otherwise;
    return await route(request, url);
  } catch (error) {
    // A client that hung up while its body came is not a failure of ours, and gets no answer.
    if (error !== request.errored) onFailure(error);
    return sentence(500, 'Internal error.');
  }
}

function write(
  response: ServerResponse,
  fixedHeaders: Readonly<Record<string, string>>,
  { status, headers, body, stream, onAbandoned }: Reply,
  isLast: boolean,
): void {
  if (response.destroyed) return onAbandoned?.();
  if (stream) {
    response.writeHead(status, { ...fixedHeaders, ...headers });
    stream(response);
    return;
  }
  const payload = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    ...fixedHeaders,
    'content-length': payload.byteLength,
    ...headers,
    ...(isLast && { connection: 'close' }),
  });
  response.end(response.req.method === 'HEAD' ? undefined : payload);
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: `${body}\n` };
}

/** A sentence for the caller, as plain text. */
export function sentence(status: number, said: Said, headers: Readonly<Record<string, string>> = {}): Reply {
  return { ...text(status, '', headers), said: sentencesOf(said) };
}

function toldTo({ headers: asked }: IncomingMessage, { said, ...reply }: Reply): Reply {
  if (!said) return reply;
  const language = languageOf(asked['accept-language']);
  const headers = { ...reply.headers, 'content-language': language, vary: 'accept-language' };
  return { ...reply, headers, body: `${said[language]}\n` };
}

/** For routes that only answer GET (and HEAD). */
export function readOnly(route: Route): Route {
  return (request, url) =>
    request.method === 'GET' || request.method === 'HEAD'
      ? route(request, url)
      : sentence(405, 'Only GET.', { allow: 'GET, HEAD' });
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT_MS);
    // An answer that had begun before does not tell its client that the connection ends after it.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_INTERVAL_MS);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });
}
