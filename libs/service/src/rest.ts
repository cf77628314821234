import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { trimMalloc } from './malloc.ts';

const LOOK_EVERY_MS = 5_000;
/** Share of one processor between two looks, below which a process is at rest. */
const BUSY_SHARE_MIN = 0.1;
/** A process that answers more than this is at work, however little of a processor it takes or gets. */
const REQUESTS_AT_REST_PER_S_MAX = 10;
/** Published by Node for each request to a server of this process. */
const REQUEST_BEGINS = 'http.server.request.start';
/**
 * How many looks in a row have to find a process at rest: a pause between two bursts does not count, since what it would
 * return is needed again at once.
 */
const LOOKS_AT_REST = 6;
/** How much the process must have grown since it last returned memory for the pause to be worth it. */
const GROWN_MIN_BYTES = 12 * 2 ** 20;
const MICROS_PER_MS = 1_000;
const MS_PER_S = 1_000;

/** How a process returns memory. */
export interface AtRest {
  /** Drops what can be read again, such as cached pages of files. */
  readonly release?: () => void;
  readonly lookEveryMs?: number;
}

/**
 * Returns memory once a burst is over: what `release` can drop, then garbage, then malloc's free memory. By itself V8 keeps
 * much of what starting and importing left behind until the next burst.
 * Returns a function that stops this.
 */
export function collectAtRest({ release = () => {}, lookEveryMs = LOOK_EVERY_MS }: AtRest = {}): () => void {
  const collect = collector();
  let spent = process.cpuUsage();
  let heldBytes = 0;
  let atRest = 0;
  let requests = 0;
  const count = () => requests++;
  subscribe(REQUEST_BEGINS, count);
  const look = () => {
    const { user, system } = process.cpuUsage(spent);
    spent = process.cpuUsage();
    const isBusy =
      user + system >= BUSY_SHARE_MIN * lookEveryMs * MICROS_PER_MS ||
      requests > (REQUESTS_AT_REST_PER_S_MAX * lookEveryMs) / MS_PER_S;
    requests = 0;
    atRest = isBusy ? 0 : atRest + 1;
    if (atRest < LOOKS_AT_REST) return;
    if (process.memoryUsage.rss() < heldBytes + GROWN_MIN_BYTES) return;
    release();
    collect();
    trimMalloc();
    heldBytes = process.memoryUsage.rss();
  };
  const timer = setInterval(look, lookEveryMs).unref();
  return () => {
    clearInterval(timer);
    unsubscribe(REQUEST_BEGINS, count);
  };
}

/** The flavour of V8's collection that also returns the space: the usual one keeps it for the next burst. */
const THOROUGHLY = { type: 'major', execution: 'sync', flavor: 'last-resort' } as const;

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (how: typeof THOROUGHLY) => void;
  return () => collect(THOROUGHLY);
}
