import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { WebSocket } from 'ws';
import { listen } from './settings.ts';

/** Those who watch, in a process of their own: how many, over what, and what each asks. */
export interface WatchersAsked {
  readonly transport: 'ws' | 'sse';
  /** Of `/graphql`. */
  readonly url: string;
  readonly watchers: readonly { readonly token: string; readonly query: string }[];
}

/** What came since the last reset; times from the event's own stamp to the frame. */
export interface WatchersSaw {
  readonly open: number;
  readonly messages: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const OPENING_AT_ONCE = 64;
const STAMP = /(?:"kind":"(\w+)"[^{}]*\{)?[^{}]*"reportedAt":"([^"]+)"/g;

const { transport, url, watchers } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as WatchersAsked;
let open = 0;
let latencies: number[] = [];
let messages = 0;

function take(text: string): void {
  const now = Date.now();
  for (const [, kind, stamp] of text.matchAll(STAMP)) {
    messages++;
    // What comes of a report later is a frame too, and not the report's.
    if (kind === undefined || kind === 'APPEARED') latencies.push(now - Date.parse(stamp!));
  }
}

function overWebSocket(token: string, query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    const send = (message: object) => socket.send(JSON.stringify(message));
    socket.once('open', () =>
      send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }),
    );
    socket.once('message', () => {
      send({ type: 'subscribe', id: '1', payload: { query } });
      open++;
      resolve();
      socket.on('message', (text: Buffer) => take(text.toString('utf8')));
    });
    socket.once('error', reject);
    socket.once('close', () => open--);
  });
}

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

function overEvents(token: string, query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...{ accept: 'text/event-stream', authorization: `Bearer ${token}` },
    };
    const asked = httpRequest(url, { method: 'POST', headers, agent }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`status ${response.statusCode}`));
      open++;
      resolve();
      response.setEncoding('utf8').on('data', take);
      response.once('close', () => open--);
    });
    asked.once('error', reject);
    asked.end(JSON.stringify({ query }));
  });
}

function figures(): WatchersSaw {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { open, messages, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: sorted.at(-1) ?? NaN };
}

const enter = transport === 'ws' ? overWebSocket : overEvents;
for (let from = 0; from < watchers.length; from += OPENING_AT_ONCE) {
  await Promise.all(
    watchers.slice(from, from + OPENING_AT_ONCE).map(({ token, query }) => enter(token, query)),
  );
}
listen((request, response) => {
  const said = JSON.stringify(figures());
  if (request.method === 'DELETE') {
    latencies = [];
    messages = 0;
  }
  response.end(said);
});
