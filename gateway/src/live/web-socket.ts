import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { LANGUAGE_USUAL } from '@proximidad/refusals';
import { GraphQLError, parse } from 'graphql';
import {
  CloseCode,
  type Context,
  handleProtocols,
  makeServer,
  type WebSocket as ProtocolSocket,
} from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { codedError, limitExceeded, requestError, type Telling } from '../errors.ts';
import { type Authenticate, TOO_MANY_STRANGERS } from '../identity/authenticate.ts';
import type { Caller } from '../identity/caller.ts';
import type { LoopTurns } from '../identity/loop-turns.ts';
import { LARGE_MIN } from '../identity/preparing-time.ts';
import { restWithoutPlace } from '../identity/resting.ts';
import { networkOf, type Strangers } from '../identity/strangers.ts';
import { TIME_HEADERS } from '../planning/time-asked.ts';
import { type Admission, type Ending, isForeignOrigin, retryAfterMs } from './admission.ts';
import type { Frame } from './frames.ts';
import type { FrameStream } from './hub.ts';
import { openStream, type StreamingDeps } from './operations.ts';
import { inTurn, opening, openMessagePace, type Reading } from './reading.ts';

/** Bytes in one message of a client. */
export const MESSAGE_SIZE_MAX_BYTES = 256 * 1024;
/** Fragments of one message, as its sender divides it: all that came with a piece are read in one go, and there is room for thousands. */
export const FRAGMENTS_MAX = 16;
/** Pieces of what has arrived of a message, as its connection divides it. */
export const PIECES_MAX = 4_096;
/** As the library takes them; its type declarations do not include them yet. */
const PIECED = { maxFragments: FRAGMENTS_MAX, maxBufferedChunks: PIECES_MAX };
/** Operations under way on one connection. */
export const OPERATIONS_PER_CONNECTION_MAX = 64;
/** Messages and pings of one connection within an interval. */
const MESSAGES_PER_INTERVAL_MAX = 2_000;
const INIT_TIMEOUT_MS = 3_000;
/** How often a connection is checked: one that has not answered the last ping by then is cut. */
const PING_INTERVAL_MS = 12_000;
/** A check that comes this late cuts nobody: this process stood still, and whoever shares its machine may have, too. */
const STANDSTILL_MIN_INTERVALS = 1.25;
const CLOSE_TIMEOUT_MS = 1_500;
/** Once this many bytes are buffered, the stream waits for the socket to drain. */
const UNSENT_MAX_BYTES = 16 * 1024;

/** Close codes in addition to those of the protocol. */
const TRY_AGAIN_LATER = 1013;
const SERVICE_RESTART = 1012;
const POLICY_VIOLATION = 1008;

export interface WebSocketDeps extends StreamingDeps {
  readonly authenticate: Authenticate;
  readonly strangers: Strangers;
  /** Messages take turns, as requests do. */
  readonly loopTurns: LoopTurns;
  /** Where a connection comes from. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly admission: Admission;
  readonly onFailure: (error: unknown) => void;
  readonly pingIntervalMs?: number;
}

export interface WebSocketEndpoint {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

interface Connection extends Reading {
  /** What the socket writes to. */
  readonly wire: Duplex;
  readonly request: IncomingMessage;
  caller?: Caller;
  /** Of which moment its operations ask. */
  time?: IncomingMessage['headers'];
  leave?: () => void;
  alive: boolean;
  messages: number;
  /** Frames that are about to be put into a message. */
  readonly outgoing: Map<number, string>;
  /** Closed with the connection, whatever has happened to their operations. */
  readonly streams: Set<FrameStream>;
}

/** GraphQL over WebSocket (`graphql-transport-ws`) on the same path as everything else. */
export function webSocketEndpoint(deps: WebSocketDeps): WebSocketEndpoint {
  const { admission, allowances, strangers, addressOf, onFailure } = deps;
  const { pingIntervalMs = PING_INTERVAL_MS } = deps;
  const sockets = new WebSocketServer({
    ...{ noServer: true, clientTracking: false, perMessageDeflate: false },
    // One message of a connection in each turn of the event loop, however many came with a piece.
    allowSynchronousEvents: false,
    maxPayload: MESSAGE_SIZE_MAX_BYTES,
    ...PIECED,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  const connections = new Set<Connection>();
  const server = protocolServer(deps);
  const pace = openMessagePace();
  const came = (connection: Connection) => mayGoOn(connection, pace);

  const opened = (socket: WebSocket, wire: Duplex, request: IncomingMessage) => {
    const connection: Connection = {
      ...{ socket, wire, request, address: addressOf(request), alive: true, messages: 0 },
      ...{ sender: socket, unread: [], isReading: false, isResting: false, opening: 0 },
      ...{ outgoing: new Map(), streams: new Set() },
    };
    connections.add(connection);
    const closed = server.opened(wireOf(connection, deps, came), connection);
    socket.on('pong', () => came(connection) && (connection.alive = true));
    socket.on('ping', () => came(connection));
    socket.on('error', () => socket.terminate());
    socket.once('close', (code, reason) => {
      connections.delete(connection);
      connection.leave?.();
      for (const stream of connection.streams) stream.close();
      closed(code, reason.toString('utf8')).catch(onFailure);
    });
  };
  let lastLook = performance.now();
  const lookAfter = setInterval(() => {
    const stoodStill = performance.now() - lastLook > STANDSTILL_MIN_INTERVALS * pingIntervalMs;
    lastLook = performance.now();
    const look = () => {
      for (const connection of connections) lookAt(connection, stoodStill);
    };
    // Node looks at its timers before it reads, and the library tells of what was read in the turn after: both come first.
    setImmediate(() => setImmediate(look));
  }, pingIntervalMs);

  return {
    upgrade(request, socket, head) {
      if (isForeignOrigin(request.headers, deps.overTls)) return refuse(socket, 403, 'Forbidden');
      const address = addressOf(request);
      if (!strangers.admits(address)) {
        const toldSo = () => refuse(socket, 429, 'Too Many Requests', retryAfterMs());
        return void restWithoutPlace(allowances, networkOf(address), TOO_MANY_STRANGERS.error).then(toldSo);
      }
      if (admission.isFull()) return refuse(socket, 503, 'Service Unavailable', retryAfterMs());
      sockets.handleUpgrade(request, socket, head, (open) => opened(open, socket, request));
    },
    async close() {
      clearInterval(lookAfter);
      const all = [...connections];
      for (const { socket } of all)
        socket.close(SERVICE_RESTART, hint({ reason: 'gateway stopping', retryAfterMs: retryAfterMs() }));
      const gone = all.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve)));
      const cut = setTimeout(() => {
        for (const { socket } of all) socket.terminate();
      }, CLOSE_TIMEOUT_MS);
      await Promise.all(gone);
      clearTimeout(cut);
      sockets.close();
    },
  };
}

/** Cuts a connection that has not answered the last ping, and pings the others. */
function lookAt(connection: Connection, stoodStill: boolean): void {
  const { socket, alive } = connection;
  if (!alive && !stoodStill) socket.terminate();
  connection.alive = false;
  connection.messages = 0;
  if (socket.readyState === socket.OPEN) socket.ping();
}

/** The socket in the form that the protocol's server needs. */
function wireOf(
  connection: Connection,
  { loopTurns, onFailure, preparingTime }: WebSocketDeps,
  came: (connection: Connection) => boolean,
): ProtocolSocket {
  const { socket } = connection;
  return {
    protocol: socket.protocol,
    // The next frame of a stream is made when this resolves: a slow reader costs only what is unsent, and the frames at hand.
    send: (text) =>
      new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) return resolve();
        gather(connection.wire);
        if (socket.bufferedAmount < UNSENT_MAX_BYTES) {
          socket.send(withFrame(connection, text));
          resolve();
        } else socket.send(withFrame(connection, text), () => resolve());
      }),
    close: (code, reason) => socket.close(code, reason),
    onMessage(take) {
      socket.on('message', (message: Buffer) => {
        if (!came(connection)) return;
        const isLarge = message.byteLength >= LARGE_MIN;
        const failed = (error: unknown) => {
          onFailure(error);
          socket.close(CloseCode.InternalServerError, 'internal error');
        };
        // What a message begins goes on for as long as a stream does: only reading the message is waited for.
        const read = () => void take(message.toString('utf8')).catch(failed);
        inTurn(connection, loopTurns, () => {
          const { caller } = connection;
          if (isLarge && !caller) socket.close(CloseCode.BadRequest, 'too large before connection_init');
          else if (isLarge && preparingTime) return preparingTime.spend(caller!.subject.id, read);
          else read();
          return undefined;
        });
      });
    },
  };
}

/** Counts what arrived. A connection that sends too much is no longer read, whether or not it takes note of its end. */
function mayGoOn(connection: Connection, pace: ReturnType<typeof openMessagePace>): boolean {
  const { socket, caller } = connection;
  if (caller) pace(caller.subject.id, connection);
  if (++connection.messages <= MESSAGES_PER_INTERVAL_MAX) return true;
  if (socket.readyState === socket.OPEN) {
    socket.close(POLICY_VIOLATION, 'too many messages');
    socket.pause();
    setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
  }
  return false;
}

/** Everything written in this round of the event loop is sent as one. */
function gather(wire: Duplex): void {
  if (wire.writableCorked > 0) return;
  wire.cork();
  setImmediate(() => wire.uncork());
}

/** Stands for whatever operation a stream answers: the protocol's server needs a document to look at. */
const STREAM = parse('subscription { stream }');

/** The usual sentence names a header, which many clients have sent when they opened the connection. */
const NO_TOKEN = 'Send an access token in connection_init: authorization: Bearer <token>.';

function protocolServer(deps: WebSocketDeps) {
  const { graph, hub, admission, authenticate, loopTurns } = deps;
  type Ctx = Context<Record<string, unknown>, Connection>;
  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    async onConnect({ extra: connection, connectionParams = {} }: Ctx) {
      const { socket, request, address } = connection;
      const given = headersOf(connectionParams, OF_THE_CALLER);
      const { host, 'accept-language': language } = request.headers;
      const caller = await authenticate({ host, 'accept-language': language, ...given }, () => address);
      if ('status' in caller) {
        const { status, error } = caller;
        if (status === 503 || status === 429)
          socket.close(TRY_AGAIN_LATER, hint({ reason: error.message, retryAfterMs: retryAfterMs() }));
        else
          socket.close(
            status === 401 ? CloseCode.Unauthorized : CloseCode.Forbidden,
            hint({ reason: given.authorization === undefined && status === 401 ? NO_TOKEN : error.message }),
          );
        return false;
      }
      const again = admission.backoffMs();
      const leave =
        again === undefined ? admission.enter(caller, (ending) => end(socket, ending)) : undefined;
      if (!leave) {
        const later = { reason: 'too many connections', retryAfterMs: again ?? retryAfterMs() };
        socket.close(TRY_AGAIN_LATER, hint(later));
        return false;
      }
      connection.caller = caller;
      connection.time = headersOf({ ...request.headers, ...connectionParams }, TIME_HEADERS);
      connection.leave = leave;
      connection.token = given.authorization;
      if (socket.readyState !== socket.OPEN) leave();
      return { cursor: hub.cursor() };
    },
    async onSubscribe({ extra: connection, subscriptions }: Ctx, id, payload) {
      const { caller, time: headers = {} } = connection;
      const correlationId = randomUUID();
      const telling = { correlationId, language: caller?.language ?? LANGUAGE_USUAL };
      const failed = (errors: readonly GraphQLError[]) => errors.map((error) => coded(error, telling));
      if (!caller) return failed([codedError('UNAUTHENTICATED', 'Begin with connection_init.')]);
      if (Object.keys(subscriptions).length > OPERATIONS_PER_CONNECTION_MAX) {
        return failed([limitExceeded('operationsPerConnection', OPERATIONS_PER_CONNECTION_MAX)]);
      }
      const { query, operationName, variables } = payload;
      const request = { query, operationName: operationName ?? undefined, variables: variables ?? {} };
      const isWanted = () => id in subscriptions && connection.socket.readyState === connection.socket.OPEN;
      const stream = await opening(connection, loopTurns, () =>
        openStream(deps, { request, caller, headers, correlationId, isWanted }),
      );
      if (!('next' in stream)) return failed(stream);
      return { schema: graph.schema, document: STREAM, contextValue: kept(connection, stream) };
    },
    subscribe: (args) => args.contextValue as never,
    onOperation: ({ extra: { caller, socket } }: Ctx, _id, _payload, args) =>
      framesOf(args.contextValue as FrameStream, () => {
        // On a socket that is gone every frame counts as sent at once: without this, frames would be made without end.
        if (socket.readyState !== socket.OPEN) return false;
        if (caller && admission.mayReceive(caller)) return true;
        end(socket, { reason: 'token over', retryAfterMs: retryAfterMs() });
        return false;
      }) as never,
    onNext: ({ extra }: Ctx, _id, _payload, _args, result) =>
      slotFor(extra, result as unknown as Frame) as never,
  });
}

/** A stream that ends with its connection at the latest: its operation may be over before it has begun. */
function kept({ streams, socket }: Connection, stream: FrameStream): FrameStream {
  const mine: FrameStream = {
    next: () => stream.next(),
    close() {
      streams.delete(mine);
      stream.close();
    },
  };
  streams.add(mine);
  if (socket.readyState !== socket.OPEN) mine.close();
  return mine;
}

/** In the form that the protocol's server needs; rights are checked before each frame is sent. */
function framesOf(stream: FrameStream, mayReceive: () => boolean): AsyncIterableIterator<Frame> {
  return {
    async next() {
      const value = await stream.next();
      if (value && mayReceive()) return { value, done: false };
      stream.close();
      return { value: undefined, done: true };
    },
    return() {
      stream.close();
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Where a frame is to be put into a message; the protocol's server would serialize it again for every client. */
const SLOT = /,"type":"next","payload":\{"frame":(\d+)\}\}$/;

function withFrame({ outgoing }: Connection, text: string): string {
  const found = SLOT.exec(text);
  const slot = Number(found?.[1]);
  const body = outgoing.get(slot);
  if (!found || body === undefined) return text;
  outgoing.delete(slot);
  return `${text.slice(0, found.index)},"type":"next","payload":${body}}`;
}

function slotFor({ outgoing }: Connection, { body }: Frame): { readonly frame: number } {
  const frame = frameCount++;
  outgoing.set(frame, body);
  return { frame };
}
let frameCount = 0;

/** Names of headers are the same in capitals. */
function headersOf(
  parameters: Readonly<Record<string, unknown>>,
  wanted: ReadonlySet<string>,
): IncomingMessage['headers'] {
  const given = Object.entries(parameters).flatMap(([name, value]) => {
    const header = name.toLowerCase();
    return wanted.has(header) && typeof value === 'string' ? [[header, value] as const] : [];
  });
  return Object.fromEntries(given);
}
const OF_THE_CALLER: ReadonlySet<string> = new Set(['authorization', 'x-purpose', 'accept-language']);

function end(socket: WebSocket, ending: Ending): void {
  const code = ending.reason === 'gateway stopping' ? SERVICE_RESTART : CloseCode.Forbidden;
  socket.close(code, hint(ending));
}

/** Bytes that the reason of a close frame may have. */
const CLOSE_REASON_MAX_BYTES = 123;

/** As much of the reason as fits into a close frame. */
function hint({
  reason,
  retryAfterMs: again,
}: {
  readonly reason: string;
  readonly retryAfterMs?: number;
}): string {
  const told = (text: string) =>
    JSON.stringify({ reason: text, ...(again !== undefined && { retryAfterMs: again }) });
  let length = reason.length;
  while (Buffer.byteLength(told(reason.slice(0, length))) > CLOSE_REASON_MAX_BYTES) length--;
  return told(reason.slice(0, length));
}

function coded(error: GraphQLError, telling: Telling): GraphQLError {
  const { message, extensions } = requestError(error, telling);
  return new GraphQLError(message, { nodes: error.nodes ?? null, path: error.path ?? null, extensions });
}

function refuse(socket: Duplex, status: number, text: string, again?: number): void {
  const later = again === undefined ? '' : `Retry-After: ${Math.ceil(again / 1_000)}\r\n`;
  socket.end(`HTTP/1.1 ${status} ${text}\r\n${later}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
