import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { FRAME_HEAD_BYTES } from '../wire/event-message.ts';
import type { Principal } from '../access/users.ts';
import { type CallError, STATUS, type Status } from './errors.ts';

/** Messages of one turn are written as one DATA frame, up to this size. */
const FLUSH_AT_BYTES = 32 * 1024;
/** Above this the sender waits for the client to take what is under way. */
const UNSENT_BYTES_MAX = 64 * 1024;
const TIMEOUT_MS_MAX = 2 ** 31 - 1;
const TIMEOUT_UNITS_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** Made once: aborting without a reason creates an error, with its stack, for each call. */
const ENDED = new DOMException('The call has ended', 'AbortError');

/** The server's side of one gRPC call. */
export class Call {
  readonly signal: AbortSignal;
  /** Who makes it, as far as is known; set before any method sees the call. */
  user: Principal | undefined;
  /** Host and port by which the client reached this server. */
  readonly authority: string | undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  #responded = false;
  /** Like the signal, but faster to check: each event of a subscription checks it. */
  #ended = false;
  #status: Status | undefined;
  #trailers: OutgoingHttpHeaders = {};
  #frames: Buffer[] = [];
  #bytes = 0;
  #scheduled = false;
  #draining: Promise<void> | undefined;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    this.#stream = stream;
    this.signal = this.#abort.signal;
    this.authority = headers[':authority'];
    stream.once('close', () => this.#end());
    const timeoutMs = timeoutOf(headers['grpc-timeout']);
    if (timeoutMs === undefined || timeoutMs > TIMEOUT_MS_MAX) return;
    this.#timer = setTimeout(() => this.finish(STATUS.DEADLINE_EXCEEDED, 'Deadline Exceeded'), timeoutMs);
  }

  /** How it ended; cancelled when the client went away, undefined while it runs. */
  get status(): Status | undefined {
    return this.#status ?? (this.#ended ? STATUS.CANCELLED : undefined);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Sends a message; if it returns a promise, the client is slow and the sender has to wait for it. */
  send(message: Buffer): Promise<void> | undefined {
    const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + message.length);
    frame[0] = 0;
    frame.writeUInt32BE(message.length, 1);
    frame.set(message, FRAME_HEAD_BYTES);
    return this.sendFrame(frame);
  }

  /** Like `send`, for a message that is already encoded as a whole frame. */
  sendFrame(frame: Buffer): Promise<void> | undefined {
    if (this.ended) return undefined;
    this.respond();
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (this.#bytes >= FLUSH_AT_BYTES) return this.#flush();
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        void this.#flush();
      });
    }
    return this.#draining;
  }

  /** Sends the response's head; a duplex call does so before its first message. */
  respond(): void {
    if (this.#responded || this.#stream.destroyed || this.#stream.closed) return;
    this.#responded = true;
    this.#stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    this.#stream.once('wantTrailers', () => this.#stream.sendTrailers(this.#trailers));
  }

  finish(status: Status, message = '', trailers: Readonly<Record<string, string>> = {}): void {
    if (this.#ended || this.#stream.destroyed || this.#stream.closed) return;
    const outcome = {
      'grpc-status': status,
      ...(message && { 'grpc-message': percentEncoded(message) }),
      ...trailers,
    };
    if (this.#responded) {
      this.#trailers = outcome;
      void this.#flush();
      this.#stream.end();
    } else {
      const head = { ':status': 200, 'content-type': 'application/grpc', ...outcome };
      this.#stream.respond(head, { endStream: true });
    }
    this.#status = status;
    this.#end();
  }

  fail(error: CallError): void {
    this.finish(error.status, error.message, error.trailers);
  }

  #flush(): Promise<void> | undefined {
    if (this.#bytes === 0 || this.#stream.destroyed || this.#stream.closed) return undefined;
    this.#stream.write(
      this.#frames.length === 1 ? this.#frames[0] : Buffer.concat(this.#frames, this.#bytes),
    );
    this.#frames = [];
    this.#bytes = 0;
    if (this.#stream.writableLength <= UNSENT_BYTES_MAX) return undefined;
    return (this.#draining ??= this.#drained());
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#draining = undefined;
        this.#stream.off('drain', done);
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      this.#stream.once('drain', done);
      this.signal.addEventListener('abort', done, { once: true });
    });
  }

  #end(): void {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    this.#ended = true;
    this.#abort.abort(ENDED);
  }
}

function timeoutOf(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const unit = TIMEOUT_UNITS_MS[header.slice(-1)];
  const amount = Number(header.slice(0, -1));
  return unit === undefined || !(amount >= 0) ? undefined : amount * unit;
}

/** The form of `grpc-message`: percent-encoded UTF-8, spaces left as they are. */
function percentEncoded(message: string): string {
  return encodeURIComponent(message).replaceAll('%20', ' ');
}
