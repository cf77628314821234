import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { CHANNEL, CHANNEL_PATH } from '../channel.ts';
import { framed, unframed } from '../frames.ts';

/** Bytes of one text; a connection that sends a larger one is closed. */
const BYTES_MAX = 8 * 1024 * 1024;
/** How long a frame that has begun may take to arrive whole. */
const FRAME_TIMEOUT_MS = 10_000;
/** Requests in one channel at a time; further ones wait unread. */
const IN_FLIGHT_MAX = 64;
/** Channels of one service at a time, over all its processes; each keeps one. Further ones are refused. */
export const CHANNELS_MAX = 32;

/**
 * When a channel has been quiet for this long the system checks that the other end is still there: if its host is gone,
 * the channel ends.
 */
const QUIET_MS = 60_000;

export interface Answered {
  readonly status: number;
  readonly body: object;
}

interface Channels {
  /** The name of the service that asks for a channel, or why it may not have one. */
  readonly admitted: (request: IncomingMessage) => Promise<string | Answered>;
  readonly answer: (text: string) => Promise<Answered>;
}

/**
 * Turns connections of known callers into channels, and answers what comes over them. `close` ends them once nothing is
 * in flight; `cut` at once.
 */
export function channelsOf(server: Server, { admitted, answer }: Channels) {
  const open = new Map<Duplex, { readonly service: string; readonly end: () => void }>();
  let isClosing = false;

  const isFull = (service: string) =>
    [...open.values()].filter((one) => one.service === service).length >= CHANNELS_MAX;

  const serve = (socket: Duplex, service: string) => {
    let inFlight = 0;
    let slow: NodeJS.Timeout | undefined;
    const pace = () => {
      if (isClosing && inFlight === 0) socket.end();
      if (isClosing || inFlight >= IN_FLIGHT_MAX || socket.writableNeedDrain) socket.pause();
      else socket.resume();
    };
    const take = unframed(BYTES_MAX, ({ number, text }) => {
      clearTimeout(slow);
      slow = undefined;
      inFlight += 1;
      void answer(text).then(({ status, body }) => {
        inFlight -= 1;
        if (socket.writable) socket.write(framed({ number, status, text: JSON.stringify(body) }));
        pace();
      });
    });
    socket.on('data', (piece: Buffer) => {
      try {
        if (take(piece)) slow ??= setTimeout(() => socket.destroy(), FRAME_TIMEOUT_MS);
        pace();
      } catch {
        socket.destroy();
      }
    });
    socket.on('drain', pace);
    socket.once('end', () => socket.end());
    socket.once('close', () => {
      clearTimeout(slow);
      open.delete(socket);
    });
    open.set(socket, { service, end: pace });
    if (socket instanceof Socket) socket.setKeepAlive(true, QUIET_MS);
  };

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    const { url, headers } = request;
    const known = url === CHANNEL_PATH && headers.upgrade === CHANNEL && !isClosing;
    const nothing = { status: 404, body: { reason: 'there is nothing of that name' } };
    void (known ? admitted(request) : Promise.resolve(nothing)).then((whoOrWhyNot) => {
      // A caller that is gone meanwhile takes nobody's place.
      if (socket.destroyed) return;
      if (typeof whoOrWhyNot !== 'string') {
        socket.end(refusal(whoOrWhyNot));
        return;
      }
      if (isFull(whoOrWhyNot)) {
        socket.end(refusal(tooMany(whoOrWhyNot)));
        return;
      }
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: ${CHANNEL}\r\n\r\n`);
      if (head.length > 0) socket.unshift(head);
      serve(socket, whoOrWhyNot);
    });
  });
  return {
    close() {
      isClosing = true;
      for (const { end } of open.values()) end();
    },
    cut() {
      for (const socket of open.keys()) socket.destroy();
    },
  };
}

function tooMany(service: string): Answered {
  return { status: 503, body: { reason: `${service} has ${CHANNELS_MAX} channels already` } };
}

function refusal({ status, body }: Answered): string {
  const text = JSON.stringify(body);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: application/json\r\nconnection: close`;
  return `${head}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
