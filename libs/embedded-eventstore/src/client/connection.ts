import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { Deframer } from '../rpc/deframer.ts';
import { CallError, STATUS } from '../rpc/errors.ts';
import { StoreRefused } from '../store/database.ts';
import type { Address, Endpoint } from './address.ts';
import { decodeLeader } from './messages.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Bytes that may be on their way to us: this limits the speed of a replay. */
const WINDOW_BYTES = 4 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/** A call that the server refused, in its own words. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A gRPC connection to one server, for reading and writing events as raw bytes. */
export class Connection {
  readonly endpoint: Endpoint;
  readonly #session: ClientHttp2Session;
  readonly #headers: OutgoingHttpHeaders;

  private constructor(endpoint: Endpoint, session: ClientHttp2Session, address: Address) {
    this.endpoint = endpoint;
    this.#session = session;
    const { credentials } = address;
    const basic =
      credentials && Buffer.from(`${credentials.login}:${credentials.password}`).toString('base64');
    this.#headers = {
      ...{ 'content-type': 'application/grpc', te: 'trailers', 'requires-leader': 'true' },
      ...(basic && address.tls && { authorization: `Basic ${basic}` }),
    };
  }

  /** Connects to the server named, or to the leader among those named. @throws {StoreRefused} when none can be reached. */
  static async open(address: Address): Promise<Connection> {
    const reasons: string[] = [];
    for (const endpoint of address.endpoints) {
      try {
        const connection = await Connection.#to(endpoint, address);
        if (!address.discover) return connection;
        const leader = decodeLeader(
          await connection.unary('/event_store.client.gossip.Gossip/Read', NOTHING),
        );
        connection.close();
        if (leader) return await Connection.#to(leader, address);
        reasons.push(`${endpoint.host}:${endpoint.port} knows no leader`);
      } catch (error) {
        reasons.push(`${endpoint.host}:${endpoint.port}: ${(error as Error).message}`);
      }
    }
    throw new StoreRefused(`no event store can be reached: ${reasons.join('; ')}`);
  }

  static #to(endpoint: Endpoint, address: Address): Promise<Connection> {
    const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
    const session = connect(`${address.tls ? 'https' : 'http'}://${host}:${endpoint.port}`, {
      settings: { initialWindowSize: WINDOW_BYTES },
      rejectUnauthorized: address.verify,
      ...(address.ca && { ca: address.ca }),
    });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => session.destroy(new Error('it does not answer')), CONNECT_TIMEOUT_MS);
      session.once('error', reject);
      session.once('connect', () => {
        clearTimeout(timer);
        session.off('error', reject);
        // Calls under way learn of it through their streams.
        session.on('error', () => undefined);
        session.setLocalWindowSize(WINDOW_BYTES);
        resolve(new Connection(endpoint, session, address));
      });
      session.once('close', () => {
        clearTimeout(timer);
        reject(new Error('the connection was closed'));
      });
    });
  }

  /** @throws {CallRefused} */
  async unary(path: string, request: Buffer): Promise<Buffer> {
    for await (const messages of this.serverStream(path, request)) if (messages[0]) return messages[0];
    throw new CallRefused(STATUS.UNKNOWN, 'the server answered nothing');
  }

  /** The messages as they arrive, several at a time; a slow reader holds the server back. @throws {CallRefused} */
  async *serverStream(path: string, request: Buffer): AsyncGenerator<readonly Buffer[]> {
    const { stream, outcome } = this.duplex(path);
    stream.end(framed(request));
    const deframer = new Deframer();
    try {
      for await (const chunk of stream) yield [...deframer.push(chunk as Buffer)];
    } catch (error) {
      if (error instanceof CallError) throw error;
      // When a stream breaks, the outcome says more.
    } finally {
      stream.close(constants.NGHTTP2_CANCEL);
    }
    await outcome;
  }

  /** The stream itself and how the call ends: fulfilled with OK, rejected otherwise. */
  duplex(path: string): { readonly stream: ClientHttp2Stream; readonly outcome: Promise<void> } {
    const stream = this.#session.request({ ':method': 'POST', ':path': path, ...this.#headers });
    const outcome = new Promise<void>((resolve, reject) => {
      let ending: IncomingHttpHeaders | undefined;
      const note = (headers: IncomingHttpHeaders) => {
        if (headers['grpc-status'] !== undefined) ending = headers;
      };
      stream.on('response', note);
      stream.on('trailers', note);
      stream.on('error', (error) => reject(new CallRefused(STATUS.UNAVAILABLE, error.message)));
      stream.once('close', () => {
        const status = Number(ending?.['grpc-status'] ?? STATUS.UNAVAILABLE);
        if (status === STATUS.OK) return resolve();
        const message = decodeURIComponent(String(ending?.['grpc-message'] ?? 'the server ended the call'));
        reject(new CallRefused(status, message));
      });
    });
    outcome.catch(() => undefined);
    return { stream, outcome };
  }

  close(): void {
    this.#session.destroy();
  }
}

/** A message with gRPC's head: not compressed, its length. */
export function framed(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(5 + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}
