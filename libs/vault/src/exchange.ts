import { Agent, type ClientRequest, request as overHttp, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as overHttps } from 'node:https';

/** Of one answer; 500 values as long as they may be. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** Connections to one address; who comes then waits for one. */
const CONNECTIONS_MAX = 64;

export interface Exchanged {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends a JSON text and answers what comes back, whatever its status. The text may say that it was sent before: whether that one
 * arrived is not known. @throws {Error} when nothing whole does in time.
 */
export type Exchange = (
  path: string,
  headers: Readonly<Record<string, string>>,
  bodyOf: BodyOf,
) => Promise<Exchanged>;

/** What is sent, at first and once more. */
export type BodyOf = (isAgain: boolean) => string;

/**
 * A way to one address, over connections that are kept: half the processor time of `fetch`, which each opening would pay at both
 * ends of a page of fifty persons.
 */
export function exchangeWith(address: string, timeoutMs: number, trusted?: string): Exchange {
  const isSecure = new URL(address).protocol === 'https:';
  const kept = { keepAlive: true, maxSockets: CONNECTIONS_MAX };
  const agent = isSecure ? new SecureAgent({ ...kept, ca: trusted }) : new Agent(kept);
  const request = isSecure ? overHttps : overHttp;
  const send: Send = ({ path, headers, bodyOf, signal }, isAgain) =>
    new Promise((resolve, reject) => {
      const text = bodyOf(isAgain);
      const sending = request(
        `${address}${path}`,
        {
          ...{ method: 'POST', agent, signal },
          headers: {
            ...headers,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          },
        },
        (response) => {
          textOf(response, ANSWER_BYTES_MAX).then(
            (answered) => resolve({ status: response.statusCode ?? 0, text: answered }),
            reject,
          );
        },
      );
      sending.once('error', (error) => {
        if (isAgain || !closedBefore(sending, error)) reject(error);
        else send({ path, headers, bodyOf, signal }, true).then(resolve, reject);
      });
      sending.end(text);
    });
  return (path, headers, bodyOf) =>
    send({ path, headers, bodyOf, signal: AbortSignal.timeout(timeoutMs) }, false);
}

interface Sent {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyOf: BodyOf;
  /** When it has taken too long, however often it was sent. */
  readonly signal: AbortSignal;
}
type Send = (sent: Sent, isAgain: boolean) => Promise<Exchanged>;

/** The other end closed a kept connection, and the request met that on its way: it is sent once more, over one of its own. */
function closedBefore(sending: ClientRequest, error: NodeJS.ErrnoException): boolean {
  return sending.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** The whole body. @throws {RangeError} for more than it may have. */
export function textOf(message: IncomingMessage, bytesMax: number): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    message.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= bytesMax) parts.push(part);
      else reject(new RangeError('more than one request may hold'));
    });
    message.once('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    message.once('error', reject);
    message.once('close', () => reject(new Error('it ended before it was whole')));
  });
}
