import { request } from 'node:http';
import type { Socket } from 'node:net';
import { type BodyOf, type Exchanged, textOf } from './exchange.ts';
import { type Frame, framed, unframed } from './frames.ts';

/** The path at which a connection is asked to become a channel, and the protocol that it becomes. */
export const CHANNEL_PATH = '/open';
export const CHANNEL = 'proximidad-openings';
/** Bytes of one answer; enough for 500 values of the greatest length. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** Bytes of an answer that says why there is no channel. */
const REASON_BYTES_MAX = 64 * 1024;

/**
 * Sends a text and answers with what comes back; `authorization` says who asks for the channel. The text may state that it was
 * sent before, when it is not known whether it arrived. @throws {Error} when no whole answer comes in time.
 */
export type Channel = (authorization: string, bodyOf: BodyOf) => Promise<Exchanged>;

/** There is no channel; the other end says why. */
class NotMade extends Error {
  override readonly name = 'NotMade';
  readonly answer: Exchanged;
  constructor(answer: Exchanged) {
    super('there is no channel');
    this.answer = answer;
  }
}

/** The connection was closed before it answered this, though it had answered others. */
class Lost extends Error {
  override readonly name = 'Lost';
}

/**
 * One connection to an address, made when it is needed and kept: for frequent requests, at a fifth of the processor time that
 * HTTP requests take at both ends. A request that finds it closed is sent once more, over a new one, within the same time.
 */
export function channelTo(address: string, timeoutMs: number): Channel {
  let made: Promise<Line> | undefined;
  const lineFor = (authorization: string): Promise<Line> => {
    if (made) return made;
    const forget = () => {
      if (made === mine) made = undefined;
    };
    const mine = connected(address, authorization, timeoutMs).then((socket) => new Line(socket, forget));
    mine.catch(forget);
    return (made = mine);
  };
  return async (authorization, bodyOf) => {
    const until = Date.now() + timeoutMs;
    try {
      try {
        return await (await lineFor(authorization)).ask(bodyOf(false), timeoutMs);
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        return await (await lineFor(authorization)).ask(bodyOf(true), until - Date.now());
      }
    } catch (error) {
      if (error instanceof NotMade) return error.answer;
      throw error;
    }
  };
}

interface Waiting {
  readonly resolve: (answer: Exchanged) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** A connection that has become a channel. It keeps the process alive only while something is asked. */
class Line {
  readonly #socket: Socket;
  readonly #forget: () => void;
  readonly #waiting = new Map<number, Waiting>();
  #numbers = 0;
  #hasAnswered = false;
  #isGivenUp = false;

  constructor(socket: Socket, forget: () => void) {
    this.#socket = socket;
    this.#forget = forget;
    const take = unframed(ANSWER_BYTES_MAX, (frame) => this.#answered(frame));
    socket.on('data', (piece) => {
      try {
        take(piece);
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', () => undefined);
    socket.once('end', () => forget());
    socket.once('close', () => this.#closed());
    socket.unref();
  }

  ask(text: string, timeoutMs: number): Promise<Exchanged> {
    const number = (this.#numbers = (this.#numbers + 1) >>> 0);
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Lost('it is closed'));
      if (this.#waiting.size === 0) this.#socket.ref();
      const timer = setTimeout(() => this.#late(number), timeoutMs);
      this.#waiting.set(number, { resolve, reject, timer });
      this.#socket.write(framed({ number, status: 0, text }));
    });
  }

  #answered({ number, status, text }: Frame): void {
    this.#hasAnswered = true;
    this.#taken(number)?.resolve({ status, text });
  }

  /**
   * It cannot be told from here whether the other end is slow or gone: the next request gets a new connection, and this one is
   * closed once nothing waits on it.
   */
  #late(number: number): void {
    this.#forget();
    this.#isGivenUp = true;
    this.#taken(number)?.reject(new Error('there was no answer in time'));
  }

  #taken(number: number): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    if (!waiting) return undefined;
    clearTimeout(waiting.timer);
    this.#waiting.delete(number);
    if (this.#waiting.size > 0) return waiting;
    if (this.#isGivenUp) this.#socket.destroy();
    else this.#socket.unref();
    return waiting;
  }

  #closed(): void {
    this.#forget();
    for (const number of [...this.#waiting.keys()]) {
      const why = 'it was closed before it answered';
      this.#taken(number)!.reject(this.#hasAnswered ? new Lost(why) : new Error(why));
    }
  }
}

/** @throws {NotMade} */
function connected(address: string, authorization: string, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const headers = { authorization, connection: 'Upgrade', upgrade: CHANNEL };
    const asking = request(`${address}${CHANNEL_PATH}`, { agent: false, headers });
    const late = setTimeout(() => asking.destroy(new Error('there was no answer in time')), timeoutMs);
    asking.once('close', () => clearTimeout(late));
    asking.once('error', reject);
    asking.once('upgrade', (_response, socket) => resolve(socket as Socket));
    asking.once('response', (response) => {
      textOf(response, REASON_BYTES_MAX).then(
        (text) => reject(new NotMade({ status: response.statusCode ?? 0, text })),
        reject,
      );
    });
    asking.end();
  });
}
