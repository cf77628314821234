import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { listen } from './settings.ts';

/** The watchers, in a process of their own: how many, over which transport, and what each asks. */
export interface WatchersAsked {
  readonly transport: 'ws' | 'sse';
  /** The URL of `/graphql`. */
  readonly url: string;
  readonly watchers: readonly { readonly token: string; readonly query: string }[];
}

/** What arrived since the last reset; times run from the event's own stamp to the frame. */
export interface WatchersSaw {
  readonly open: number;
  readonly messages: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const OPENING_AT_ONCE = 64;
const ENTERING_ATTEMPTS_MAX = 10;
/** A frame of ours names the event by its cursor; the peer's event carries its own time. */
const CURSOR = /"cursor":"c1\.([^"]+)"/;
const STAMP = /"reportedAt":"([^"]+)"/;

const { transport, url, watchers } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as WatchersAsked;
let open = 0;
let came: { readonly at: number; readonly mark: string }[] = [];

function take(text: string): void {
  const mark = CURSOR.exec(text)?.[1] ?? STAMP.exec(text)?.[1];
  if (mark !== undefined) came.push({ at: Date.now(), mark });
}

function overWebSocket(token: string, query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    let entered = false;
    const send = (message: object) => socket.send(JSON.stringify(message));
    socket.once('open', () =>
      send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }),
    );
    socket.once('message', () => {
      send({ type: 'subscribe', id: '1', payload: { query } });
      entered = true;
      open++;
      resolve();
      socket.on('message', (text: Buffer) => take(text.toString('utf8')));
    });
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, { headers }) => {
      socket.terminate();
      reject(new TurnedAway(headers['retry-after']));
    });
    socket.once('close', () => {
      if (entered) open--;
      else reject(new Error('closed'));
    });
  });
}

/** Too many came at once; this one was told when to try again. */
class TurnedAway extends Error {
  override readonly name = 'TurnedAway';
  readonly afterMs: number;
  constructor(retryAfter: string | undefined) {
    super('turned away');
    this.afterMs = Number(retryAfter ?? 1) * 1_000;
  }
}

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

function overEvents(token: string, query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...{ accept: 'text/event-stream', authorization: `Bearer ${token}` },
    };
    const asked = httpRequest(url, { method: 'POST', headers, agent }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        return reject(new TurnedAway(response.headers['retry-after']));
      }
      open++;
      resolve();
      // Counts a frame that arrives in several pieces once.
      response.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('event: next')) take(text);
      });
      response.once('close', () => open--);
    });
    asked.once('error', reject);
    asked.end(JSON.stringify({ query }));
  });
}

/** When the events were recorded, by their positions; for an event that is not listed, the mark itself is the time. */
type Recorded = Readonly<Record<string, number>>;

function figures(recorded: Recorded): WatchersSaw {
  const known = new Map<string, number>();
  const happenedAt = (mark: string) => {
    const at = known.get(mark) ?? timeOf(mark, recorded);
    known.set(mark, at);
    return at;
  };
  const sorted = came
    .map(({ at, mark }) => at - happenedAt(mark))
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { open, messages: came.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: sorted.at(-1) ?? Number.NaN };
}

function timeOf(mark: string, recorded: Recorded): number {
  if (/^\d{4}-/.test(mark)) return Date.parse(mark);
  const [[, position]] = JSON.parse(Buffer.from(mark, 'base64url').toString('utf8')) as [[string, number]];
  return recorded[position] ?? Number.NaN;
}

listen((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'DELETE') came = [];
    const recorded = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Recorded;
    response.end(JSON.stringify(figures(recorded)));
  });
});

const enter = transport === 'ws' ? overWebSocket : overEvents;
async function entered({ token, query }: WatchersAsked['watchers'][number]): Promise<void> {
  for (let attempt = 0; attempt < ENTERING_ATTEMPTS_MAX; attempt++) {
    try {
      return await enter(token, query);
    } catch (error) {
      if (!(error instanceof TurnedAway)) return;
      await sleep(error.afterMs * (1 + Math.random()));
    }
  }
}
for (let from = 0; from < watchers.length; from += OPENING_AT_ONCE) {
  await Promise.all(watchers.slice(from, from + OPENING_AT_ONCE).map(entered));
}
