import { createServer as createHttp1Server } from 'node:http';
import {
  constants,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import type { Authenticate, Authentication } from '../access/authentication.ts';
import { answerHttp1, answerHttp2 } from '../http/answering.ts';
import type { AnswerHttp } from '../http/pages.ts';
import { Call } from './call.ts';
import { Deframer } from './deframer.ts';
import { CallError, STATUS, unauthenticated } from './errors.ts';
import type { Meter } from './meter.ts';
import { type OnBug, refusalOf } from './refusal.ts';

/** As the real server announces it; the 101st stream waits on the client's side. */
const STREAMS_PER_CONNECTION_MAX = 100;
const CONNECTIONS_MAX = 1_000;
const STREAM_WINDOW_BYTES = 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 4 * 1024 * 1024;
const SESSION_MEMORY_MIB_MAX = 64;
/** What no request of HTTP/1.1 begins with. */
const HTTP2_BEGIN = 'PRI';
const PREFACE_TIMEOUT_MS = 10_000;
const STOP_GRACE_MS = 200;
/** The oldest version without known weakness; both clients speak 1.3. */
const TLS_VERSION_MIN = 'TLSv1.2';

/** The receiving end of a call, told of each message and then of the client's end. */
export interface Receiver {
  message(bytes: Buffer): void;
  end(): void;
}

export interface Method {
  /** A duplex call answers its head at once; the client waits for it. */
  readonly duplex?: boolean;
  open(call: Call, backPressure: BackPressure): Receiver;
}

export interface BackPressure {
  pause(): void;
  resume(): void;
}

export interface Front {
  readonly port: number;
  readonly connections: number;
  /** New connections get this certificate from now on. @throws when the pair does not fit. */
  renewCertificate(certificate: Certificate): void;
  /** Ends all calls with CANCEL, then the connections. */
  close(): Promise<void>;
}

/** Certificate chain and private key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface FrontOptions {
  readonly host: string;
  readonly port: number;
  /** Plaintext without. */
  readonly tls: Certificate | undefined;
  readonly methods: ReadonlyMap<string, Method>;
  readonly answerHttp: AnswerHttp;
  readonly meter: Meter;
  readonly authenticate: Authenticate;
  readonly onBug: OnBug;
}

/** Listens for gRPC over HTTP/2 and for HTTP/1.1 on the same port, told apart by the connection's first bytes. */
export async function listen(options: FrontOptions): Promise<Front> {
  const { host, port, tls, answerHttp, onBug } = options;
  const http2 = createHttp2Server({
    settings: { initialWindowSize: STREAM_WINDOW_BYTES, maxConcurrentStreams: STREAMS_PER_CONNECTION_MAX },
    maxSessionMemory: SESSION_MEMORY_MIB_MAX,
  });
  const http1 = createHttp1Server(answerHttp1(answerHttp, onBug));
  const sockets = new Set<Socket>();
  const streams = new Set<ServerHttp2Stream>();
  const sessions = new Set<ServerHttp2Session>();

  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
  });
  http2.on('stream', (stream, headers) => {
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    // A reset by the client; what has to end hears of it through 'close'.
    stream.on('error', () => undefined);
    accept(stream, headers, options);
  });

  const server = listenerFor(tls, (socket) => {
    socket.setTimeout(PREFACE_TIMEOUT_MS, () => socket.destroy());
    const choose = () => {
      // Null until so many bytes are there, however the network cut them.
      const begin = socket.read(HTTP2_BEGIN.length) as Buffer | null;
      if (begin === null) return;
      socket.off('readable', choose);
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.unshift(begin);
      (begin.toString('latin1') === HTTP2_BEGIN ? http2 : http1).emit('connection', socket);
    };
    socket.on('readable', choose);
  });
  // TCP's own, so that a connection counts before its handshake is done.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return sockets.size;
    },
    renewCertificate(certificate) {
      if (!('setSecureContext' in server)) throw new TypeError('this server has no certificate');
      server.setSecureContext({ ...certificate, minVersion: TLS_VERSION_MIN });
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
      for (const session of sessions) session.close();
      http1.closeAllConnections();
      const grace = setTimeout(() => sockets.forEach((socket) => socket.destroy()), STOP_GRACE_MS);
      await closed;
      clearTimeout(grace);
    },
  };
}

function listenerFor(
  tls: Certificate | undefined,
  onConnection: (socket: Socket) => void,
): Server | TlsServer {
  if (!tls) return createServer({ noDelay: true }, onConnection);
  const options = {
    ...tls,
    minVersion: TLS_VERSION_MIN,
    ALPNProtocols: ['h2', 'http/1.1'],
    handshakeTimeout: PREFACE_TIMEOUT_MS,
    noDelay: true,
  } as const;
  return createTlsServer(options, (socket) => {
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
}

function accept(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { methods, answerHttp, authenticate, meter, onBug }: FrontOptions,
): void {
  if (!headers['content-type']?.startsWith('application/grpc')) {
    return answerHttp2(answerHttp, onBug, stream, headers);
  }
  const path = headers[':path'] ?? '';
  const method = methods.get(path);
  const call = new Call(stream, headers);
  const closed = meter.opened(path);
  stream.once('close', () => closed(call.status ?? STATUS.CANCELLED));
  if (!method) {
    stream.resume();
    return call.finish(STATUS.UNIMPLEMENTED, `The server does not implement the method ${path}`);
  }
  // Nothing flows before somebody listens, so nothing is lost while the caller is being told.
  const enter = (authentication: Authentication) => {
    const refusal = identify(call, authentication);
    if (refusal) {
      stream.resume();
      return call.fail(refusal);
    }
    if (!call.ended) run(method, call, stream, onBug);
  };
  const authentication = authenticate(headers.authorization);
  if (!(authentication instanceof Promise)) return enter(authentication);
  authentication.then(enter, (error: unknown) => call.fail(refusalOf(error, onBug)));
}

function identify(call: Call, authentication: Authentication): CallError | undefined {
  switch (authentication.kind) {
    case 'known':
      call.user = authentication.user;
      return undefined;
    case 'anonymous':
      return undefined;
    case 'wrong':
      return unauthenticated();
    case 'busy':
      return new CallError(STATUS.RESOURCE_EXHAUSTED, 'too many passwords are being proven');
  }
}

function run(method: Method, call: Call, stream: ServerHttp2Stream, onBug: OnBug): void {
  const guarded = (step: () => void) => {
    if (call.ended) return;
    try {
      step();
    } catch (error) {
      call.fail(refusalOf(error, onBug));
    }
  };
  const deframer = new Deframer();
  const backPressure = { pause: () => stream.pause(), resume: () => stream.resume() };
  let receiver: Receiver | undefined;
  guarded(() => {
    receiver = method.open(call, backPressure);
  });
  if (method.duplex) call.respond();
  stream.on('data', (chunk: Buffer) => {
    guarded(() => {
      for (const message of deframer.push(chunk)) receiver?.message(message);
    });
  });
  stream.once('end', () => guarded(() => receiver?.end()));
}
