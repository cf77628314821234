import { createServer as createHttp1Server } from 'node:http';
import {
  constants,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Call } from './call.ts';
import { Deframer } from './deframer.ts';
import { STATUS } from './errors.ts';
import { answerHttp1 } from './http1.ts';
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
  /** Ends all calls with CANCEL, then the connections. */
  close(): Promise<void>;
}

export interface FrontOptions {
  readonly host: string;
  readonly port: number;
  readonly methods: ReadonlyMap<string, Method>;
  readonly onBug: OnBug;
}

/** Listens for gRPC over HTTP/2 and for HTTP/1.1 on the same port, told apart by the connection's first bytes. */
export async function listen({ host, port, methods, onBug }: FrontOptions): Promise<Front> {
  const http2 = createHttp2Server({
    settings: { initialWindowSize: STREAM_WINDOW_BYTES, maxConcurrentStreams: STREAMS_PER_CONNECTION_MAX },
    maxSessionMemory: SESSION_MEMORY_MIB_MAX,
  });
  const http1 = createHttp1Server(answerHttp1);
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
    accept(stream, headers, methods, onBug);
  });

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
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

function accept(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  methods: ReadonlyMap<string, Method>,
  onBug: OnBug,
): void {
  if (!headers['content-type']?.startsWith('application/grpc')) {
    stream.respond({ ':status': 415 }, { endStream: true });
    return;
  }
  const path = headers[':path'] ?? '';
  const method = methods.get(path);
  const call = new Call(stream, headers);
  if (!method) {
    stream.resume();
    return call.finish(STATUS.UNIMPLEMENTED, `The server does not implement the method ${path}`);
  }
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
