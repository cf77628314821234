import {
  constants,
  createServer,
  type Http2Session,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { accept, type Accepting } from './accepting.ts';
import { Chatter, type Talk } from './chatter.ts';
import type { Peer } from './connections.ts';
import { afterSilence } from './silence.ts';

/** As the real server announces it; the 101st stream waits on the client's side. */
const STREAMS_PER_CONNECTION_MAX = 100;
const STREAM_WINDOW_BYTES = 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 4 * 1024 * 1024;
const SESSION_MEMORY_MIB_MAX = 64;
const HEADER_BYTES_MAX = 16 * 1024;
const HEADERS_MAX = 64;
const SETTINGS_MAX = 32;

export interface Patience {
  /**
   * For a connection's first bytes, and the handshake before them: a client connects in the background, and says nothing while its thread
   * prepares what it will send. Those that never say anything make way for others (`Connections`).
   */
  readonly beginMs: number;
  /** For each whole request of HTTP/1.1. */
  readonly requestMs: number;
  /** Between two checks whether an HTTP/2 connection is still alive. */
  readonly askMs: number;
  /** For the answer. */
  readonly answerMs: number;
}

export interface CallServer {
  /** A connection that speaks HTTP/2. */
  take(socket: Socket): void;
  /** Connections that were ended because they sent much and requested little. */
  ended(): number;
  /**
   * Ends all calls with CANCEL, never OK: a client waits for ever after a call that ended well without an answer. A connection with
   * a call that has to be cut stays as it is until it is cut.
   */
  end(): void;
}

/**
 * HTTP/2 within limits. It does not listen; connections are handed to it, and it reports each one once a known caller
 * makes a call on it.
 */
export function callServer(
  accepting: Accepting,
  patience: Patience,
  onKnown: (peer: Peer) => void,
): CallServer {
  const cancelled = new Set<ServerHttp2Stream>();
  const cut = new Set<ServerHttp2Stream>();
  const sessions = new Map<Http2Session, Talk>();
  const chatter = new Chatter();
  const server = createServer({
    settings: {
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxConcurrentStreams: STREAMS_PER_CONNECTION_MAX,
      maxHeaderListSize: HEADER_BYTES_MAX,
    },
    maxSessionMemory: SESSION_MEMORY_MIB_MAX,
    maxHeaderListPairs: HEADERS_MAX,
    maxSettings: SETTINGS_MAX,
  });
  server.on('session', (session) => {
    const { socket } = session;
    const talk = chatter.listen({
      bytesRead: () => (session.destroyed ? 0 : socket.bytesRead),
      end: () => session.destroy(),
    });
    sessions.set(session, talk);
    session.once('close', () => {
      talk.over();
      sessions.delete(session);
    });
    session.on('error', () => session.destroy());
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    endWhenDead(session, patience);
  });
  server.on('stream', (stream, headers) => {
    const among = accepting.methods.get(headers[':path'] ?? '')?.cutAtStop ? cut : cancelled;
    among.add(stream);
    stream.once('close', () => among.delete(stream));
    // A reset by the client; what has to end learns of it through 'close'.
    stream.on('error', () => undefined);
    const talk = stream.session && sessions.get(stream.session);
    talk?.call();
    accept(stream, headers, {
      ...accepting,
      onData: (bytes) => talk?.data(bytes),
      onKnown: () => stream.session && onKnown(stream.session.socket),
    });
  });
  return {
    take: (socket) => void server.emit('connection', socket),
    ended: () => chatter.ended,
    end() {
      const lost = new Set([...cut].map(({ session }) => session));
      for (const session of sessions.keys()) {
        // Nothing is sent on a connection that will be cut: the client would close it in good order itself.
        if (lost.has(session)) continue;
        for (const stream of cancelled)
          if (stream.session === session) stream.close(constants.NGHTTP2_CANCEL);
        session.close();
      }
    },
  };
}

/** A peer that has vanished, is frozen, or no longer reads its socket would otherwise keep its calls for ever. */
function endWhenDead(session: ServerHttp2Session, { askMs, answerMs }: Patience): void {
  let answered: (() => void) | undefined;
  const asking = setInterval(() => {
    if (answered || session.destroyed) return;
    answered = afterSilence(answerMs, () => session.destroy());
    session.ping(() => {
      answered?.();
      answered = undefined;
    });
  }, askMs);
  session.once('close', () => {
    clearInterval(asking);
    answered?.();
  });
}
