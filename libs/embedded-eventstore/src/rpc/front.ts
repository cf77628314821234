import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { answerHttp1 } from '../http/answering.ts';
import { pageServer } from '../http/page-server.ts';
import type { Accepting } from './accepting.ts';
import { callServer, type Patience } from './call-server.ts';
import { Connections } from './connections.ts';
import { afterSilence } from './silence.ts';

/** No HTTP/1.1 request begins with this. */
const HTTP2_BEGIN = 'PRI';
const PATIENCE: Patience = { beginMs: 120_000, requestMs: 10_000, askMs: 30_000, answerMs: 20_000 };
const TCP_KEEP_ALIVE_MS = 60_000;
const STOP_GRACE_MS = 200;
/** The oldest version without a known weakness; both clients speak 1.3. */
const TLS_VERSION_MIN = 'TLSv1.2';

export interface ConnectionFigures {
  /** The number of open connections. */
  readonly size: number;
  /** Connections of strangers that were ended to make room for others. */
  readonly madeWay: number;
  /** Connections that were ended because they sent much and requested little. */
  readonly chattering: number;
}

export interface Front {
  readonly port: number;
  connections(): ConnectionFigures;
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

export interface FrontOptions extends Accepting {
  readonly host: string;
  readonly port: number;
  /** Plaintext when left out. */
  readonly tls: Certificate | undefined;
  /** Shorter in tests. */
  readonly patience?: Patience;
}

/** Listens for gRPC over HTTP/2 and for HTTP/1.1 on the same port, distinguished by the connection's first bytes. */
export async function listen(options: FrontOptions): Promise<Front> {
  const { host, port, tls, answerHttp, onBug, patience = PATIENCE } = options;
  const connections = new Connections();
  const http2 = callServer(options, patience, (peer) => connections.known(peer));
  const http1 = pageServer(answerHttp1(answerHttp, onBug), patience.requestMs);
  const server = listenerFor(tls, (socket) => {
    const begun = afterSilence(patience.beginMs, () => socket.destroy());
    socket.once('close', begun);
    const choose = () => {
      // Null until that many bytes have arrived, however the network divides them.
      const begin = socket.read(HTTP2_BEGIN.length) as Buffer | null;
      if (begin === null) return;
      socket.off('readable', choose);
      begun();
      socket.unshift(begin);
      if (begin.toString('latin1') === HTTP2_BEGIN) http2.take(socket);
      else http1.emit('connection', socket);
    };
    socket.on('readable', choose);
  });
  // The TCP server's event, so that a connection counts before its handshake is done.
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS);
    connections.take(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

  return {
    port: (server.address() as AddressInfo).port,
    connections: () => ({
      size: connections.size,
      madeWay: connections.madeWay,
      chattering: http2.ended(),
    }),
    renewCertificate(certificate) {
      if (!('setSecureContext' in server)) throw new TypeError('this server has no certificate');
      server.setSecureContext({ ...certificate, minVersion: TLS_VERSION_MIN });
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      http2.end();
      http1.closeAllConnections();
      const grace = setTimeout(() => connections.resetAll(), STOP_GRACE_MS);
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
    handshakeTimeout: PATIENCE.beginMs,
    noDelay: true,
  } as const;
  return createTlsServer(options, (socket) => {
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
}
