import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@proximidad/eventstore';
import { LogCutShort } from './errors.ts';
import type { Fed } from './projection.ts';
import type { ReadModels } from './read-models.ts';

/** The most events in one transaction, so that reads are never held up for long. */
const BATCH_EVENTS_MAX = 500;
/** The same while rows are rebuilt that nobody has read yet: what many events touch is written once for all of them. */
const REBUILD_BATCH_EVENTS_MAX = 2_000;
/** How long a commit gathers events under load; after a pause of that length an event is committed at once. */
const COMMIT_INTERVAL_MS = 10;
/** When a commit gathered this many, the next one gathers for longer: each commit writes its totals and its position once (ADR 351). */
const BUSY_EVENTS_MIN = 8;
const BUSY_COMMIT_INTERVAL_MS = 20;
/** The same until the head has been reached for the first time, when nobody waits for what was just recorded. */
const CATCH_UP_COMMIT_INTERVAL_MS = 100;
const REBUILD_COMMIT_INTERVAL_MS = 1_000;
const LAG_POLL_MS = 1_000;
/** When the head has not been looked at for this long, the lag is unknown. */
const LAG_UNSEEN_MAX_MS = 5_000;
const LOOKS_MAX = 600;

export interface ProjectorOptions {
  readonly log: Pick<EventLog, 'subscribe' | 'head'>;
  readonly readModels: ReadModels;
  /** The service's own categories; for all others only the positions arrive. */
  readonly categories: readonly string[];
  readonly logId: string;
  readonly signal: AbortSignal;
  readonly now?: () => number;
  /** Smaller batches lead to the same rows. */
  readonly batchEventsMax?: number;
}

/** How far the rows are behind the log: positions, and seconds since they were last known to be at its head. */
export interface Lag {
  readonly positions: number;
  readonly seconds: number;
}

export interface Projector {
  /**
   * Rejects with `ProjectionStopped` when an event cannot be projected, with `LogCutShort` when projected events are
   * gone from the log; resolves after the signal.
   */
  readonly done: Promise<void>;
  /** Resolves when the head of the log has been reached for the first time; rejects when `done` does. */
  readonly caughtUp: Promise<void>;
  /** As of the last look at the head, at most LAG_POLL_MS ago while the store answers. */
  readonly lag: Lag;
}

/** Follows the log from the checkpoint on and feeds the read models what has arrived in batches. */
export function runProjector(options: ProjectorOptions): Projector {
  const { readModels, logId, signal, now = Date.now } = options;
  readModels.follow(logId);
  const lag = lagMeter(readModels, now);
  const head = Promise.withResolvers<void>();
  // A caller that does not wait for the first catch-up gets a failure through `done`.
  head.promise.catch(() => undefined);
  const ended = new AbortController();
  const end = () => ended.abort();
  // Not AbortSignal.any of both: asking such a signal for each event asks all its sources.
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const stopped = ended.signal;

  const run = async () => {
    let cut: LogCutShort | undefined;
    const watch = watchHead(options, lag, stopped, (error) => {
      cut = error;
      end();
    });
    try {
      await follow(options, stopped, ended, async () => {
        await readModels.caughtUp();
        lag.atHead();
        head.resolve();
      });
      if (!signal.aborted) throw new Error('the subscription ended by itself');
    } catch (error) {
      if (!signal.aborted) throw cut ?? error;
    } finally {
      head.reject(new Error('stopped before the head of the log was reached'));
      signal.removeEventListener('abort', end);
      ended.abort();
      await watch;
    }
  };
  return {
    done: run(),
    caughtUp: head.promise,
    get lag() {
      return lag.value();
    },
  };
}

async function follow(
  { log, readModels, categories, batchEventsMax }: ProjectorOptions,
  signal: AbortSignal,
  ended: AbortController,
  atHead: () => Promise<void>,
): Promise<void> {
  let failure: unknown;
  const isAnew = readModels.position === 0;
  const catchUpMs = isAnew ? REBUILD_COMMIT_INTERVAL_MS : CATCH_UP_COMMIT_INTERVAL_MS;
  const batch = batchFor(readModels, catchUpMs, (error) => {
    failure ??= error;
    ended.abort();
  });
  let eventsMax = batchEventsMax ?? (isAnew ? REBUILD_BATCH_EVENTS_MAX : BATCH_EVENTS_MAX);
  try {
    for await (const item of log.subscribe({
      after: readModels.position > 0 ? readModels.position : undefined,
      only: { prefixes: categories.map((category) => `${category}_`) },
      signal,
      isFarBehind: isAnew,
    })) {
      if (signal.aborted) break;
      if (item.kind === 'caughtUp') {
        batch.flush();
        batch.commitOften();
        eventsMax = batchEventsMax ?? BATCH_EVENTS_MAX;
        await atHead();
        continue;
      }
      batch.add(item.kind === 'event' ? item.event : { checkpoint: item.position });
      if (batch.size < eventsMax) continue;
      batch.flush();
      // A long backlog comes without a pause: let readers have their turn.
      await nextTurn();
    }
  } catch (error) {
    // What ended the subscription matters more than how it reacts to being ended.
    failure ??= error;
  }
  batch.drop();
  if (failure !== undefined) throw failure;
}

/** Gathers what arrives within one turn of the event loop, or under load within the commit interval. */
function batchFor(readModels: ReadModels, catchUpMs: number, onFailure: (error: unknown) => void) {
  let pending: Fed[] = [];
  let turnEnd: NodeJS.Immediate | undefined;
  let pause: NodeJS.Timeout | undefined;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let intervalMs = catchUpMs;
  let hasCaughtUp = false;
  const drop = () => {
    clearImmediate(turnEnd);
    clearTimeout(pause);
    turnEnd = pause = undefined;
    pending = [];
  };
  const flush = () => {
    const items = pending;
    drop();
    if (items.length === 0) return;
    readModels.apply(items);
    flushedAt = performance.now();
    if (hasCaughtUp)
      intervalMs = items.length < BUSY_EVENTS_MIN ? COMMIT_INTERVAL_MS : BUSY_COMMIT_INTERVAL_MS;
  };
  const flushSoon = () => {
    if (turnEnd ?? pause) return;
    const early = intervalMs - (performance.now() - flushedAt);
    if (early > 0) pause = setTimeout(flushOrFail, early);
    else turnEnd = setImmediate(flushOrFail);
  };
  const flushOrFail = () => {
    try {
      flush();
    } catch (error) {
      onFailure(error);
    }
  };
  return {
    get size() {
      return pending.length;
    },
    add(item: Fed) {
      const last = pending.at(-1);
      // Of several checkpoints in a row only the last matters.
      if (last && 'checkpoint' in last && 'checkpoint' in item) pending.pop();
      pending.push(item);
      flushSoon();
    },
    commitOften() {
      hasCaughtUp = true;
      intervalMs = COMMIT_INTERVAL_MS;
    },
    flush,
    drop,
  };
}

type LagMeter = ReturnType<typeof lagMeter>;

function lagMeter(readModels: ReadModels, now: () => number) {
  let head = 0;
  let askedAt = 0;
  /** Looks at the head that the rows have not yet reached, oldest first. */
  const looks: { readonly head: number; readonly at: number }[] = [];
  let freshAt = 0;
  return {
    look(seen: number) {
      head = seen;
      askedAt = now();
      if (looks.length < LOOKS_MAX) looks.push({ head, at: askedAt });
    },
    atHead() {
      freshAt = now();
    },
    value(): Lag {
      const { position, lastEventAt } = readModels;
      while (looks[0] && looks[0].head <= position) freshAt = Math.max(freshAt, looks.shift()!.at);
      const positions = Math.max(0, head - position);
      const inTouch = now() - askedAt <= LAG_UNSEEN_MAX_MS;
      const seconds = Math.max(0, now() - Math.max(freshAt, lastEventAt ?? 0)) / 1_000;
      return { positions, seconds: positions === 0 && inTouch ? 0 : seconds };
    },
  };
}

/** Where the log ends. @throws {LogCutShort} when that is before events already projected. @throws {StoreUnavailable} */
export async function lookAtHead(
  log: Pick<EventLog, 'head'>,
  { position }: Pick<ReadModels, 'position'>,
): Promise<number> {
  const head = await log.head();
  if (head < position) throw new LogCutShort(head, position);
  return head;
}

async function watchHead(
  { log, readModels }: Pick<ProjectorOptions, 'log' | 'readModels'>,
  lag: LagMeter,
  signal: AbortSignal,
  onCut: (error: LogCutShort) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      lag.look(await lookAtHead(log, readModels));
    } catch (error) {
      if (error instanceof LogCutShort) return onCut(error);
      // While the store cannot be asked, the seconds of lag grow; that is the answer.
    }
    await sleep(LAG_POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
