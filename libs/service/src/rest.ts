import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { trimMalloc } from './malloc.ts';

const LOOK_EVERY_MS = 5_000;
/** Of one processor between two looks: who takes less rests. */
const BUSY_SHARE_MIN = 0.1;
/** Who answers more than these works, however little of a processor it takes or is left by others. */
const REQUESTS_AT_REST_PER_S_MAX = 10;
/** Of Node, for each request to a server of this process. */
const REQUEST_BEGINS = 'http.server.request.start';
/** Looks in a row that find a process at rest: a pause between two bursts is none, for what it would give back is missed at once. */
const LOOKS_AT_REST = 6;
/** What the process has grown by since it last gave back, below which the pause is not worth it. */
const GROWN_MIN_BYTES = 12 * 2 ** 20;
const MICROS_PER_MS = 1_000;
const MS_PER_S = 1_000;

/** How a process gives memory back. */
export interface AtRest {
  /** What can be had again, such as pages of files that are kept. */
  readonly release?: () => void;
  readonly lookEveryMs?: number;
}

/**
 * Gives memory back once a burst is over: what `release` does without, then garbage, then what malloc has free. While nothing happens nobody
 * looks for any: a process would keep what starting and importing left behind until the next burst. Returns how to stop that.
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

/** Of the flavours of V8's collection the one that gives back the room as well: the usual one keeps it for the next burst. */
const THOROUGHLY = { type: 'major', execution: 'sync', flavor: 'last-resort' } as const;

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (how: typeof THOROUGHLY) => void;
  return () => collect(THOROUGHLY);
}
