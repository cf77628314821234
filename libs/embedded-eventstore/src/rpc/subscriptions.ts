import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredEvent } from '../store/events.ts';
import type { Log } from '../store/log.ts';
import { viewOf } from '../store/pages.ts';
import type { From, ReadRequest } from '../wire/requests.ts';
import { readCaughtUp, readCheckpoint, readConfirmation } from '../wire/responses.ts';
import type { Call } from './call.ts';
import { invalid, streamDeleted } from './errors.ts';
import { filterOf } from './filter.ts';

const PAGE_EVENTS = 128;
/** The real server's window when the client names none. */
const WINDOW_DEFAULT = 32;

/** A promise only when the client is slow: awaiting one that is already fulfilled would cost every event a turn. */
export type Send = (event: StoredEvent, streamName: string) => Promise<void> | undefined;

/**
 * A subscription is a cursor that is woken by commits and reads pages from the file: there is no live buffer, so
 * nothing can overflow, no event is missed, and a slow client slows only itself.
 */
export async function subscribeToAll(
  log: Log,
  request: ReadRequest,
  call: Call,
  send: Send,
  demandRead: () => void,
): Promise<void> {
  const filter = request.filter && filterOf(request.filter);
  const interval = request.filter ? checkpointInterval(request.filter) : Number.POSITIVE_INFINITY;
  const waiter = commitWaiter(log, call);
  await call.send(readConfirmation(randomUUID()));
  let cursor = startOf(request.from, () => log.head);
  let considered = 0;
  let announced = -1;
  let caughtUp = false;
  const checkpoint = () => {
    considered = 0;
    if (announced === cursor) return undefined;
    announced = cursor;
    return call.send(readCheckpoint(cursor));
  };
  while (!call.ended) {
    const seen = waiter.mark();
    demandRead();
    const page = log.tail.behind(cursor);
    for (const event of page) {
      const name = log.streams.nameOf(event.stream);
      const matches = !filter || filter(event, name);
      const slow = matches ? send(event, name) : undefined;
      if (slow) await slow;
      if (call.ended) return;
      cursor = event.position;
      if (matches && interval === 1) announced = cursor;
      if (++considered >= interval && interval > 1) await checkpoint();
    }
    // With an interval of one event, the non-matching events of a page share one checkpoint; a matching event is its own.
    if (interval === 1 && considered > 0) await checkpoint();
    if (page.length > 0) {
      await nextTurn();
      continue;
    }
    if (!caughtUp) {
      caughtUp = true;
      if (filter && cursor > 0) await checkpoint();
      await call.send(readCaughtUp(cursor > 0 ? { position: cursor } : undefined));
    }
    await waiter.changedSince(seen);
  }
}

export async function subscribeToStream(
  log: Log,
  stream: string,
  from: From,
  call: Call,
  send: Send,
  demandRead: () => void,
): Promise<void> {
  const waiter = commitWaiter(log, call);
  await call.send(readConfirmation(randomUUID()));
  let cursor = from === 'start' ? -1 : from === 'end' ? (log.streams.find(stream)?.last ?? -1) : from;
  let caughtUp = false;
  while (!call.ended) {
    const seen = waiter.mark();
    demandRead();
    const view = viewOf(log.streams, stream);
    if (view.kind === 'deleted') throw streamDeleted(stream);
    const next = view.kind === 'visible' ? Math.max(cursor + 1, view.first) : 0;
    const page =
      view.kind === 'visible' ? log.pages.streamForwards(view.stream.id, next, view.last, PAGE_EVENTS) : [];
    for (const event of page) {
      const slow =
        view.kind === 'visible' && event.created >= view.notBefore ? send(event, stream) : undefined;
      if (slow) await slow;
      if (call.ended) return;
      cursor = event.revision;
    }
    if (page.length > 0) {
      await nextTurn();
      continue;
    }
    if (!caughtUp) {
      caughtUp = true;
      await call.send(readCaughtUp(cursor >= 0 ? { revision: cursor } : undefined));
    }
    await waiter.changedSince(seen);
  }
}

/** Exclusive: the first event sent is the one after it. */
function startOf(from: From, head: () => number): number {
  if (from === 'start') return 0;
  return from === 'end' ? head() : from;
}

function checkpointInterval({ window, checkpointMultiplier }: NonNullable<ReadRequest['filter']>): number {
  if (checkpointMultiplier === 0) throw invalid('the checkpoint interval must be greater than 0');
  return (window || WINDOW_DEFAULT) * checkpointMultiplier;
}

/** Counts commits, so that one between the last look and the wait is not missed. */
function commitWaiter(log: Log, call: Call) {
  let commits = 0;
  let wake: (() => void) | undefined;
  const stop = log.onCommit(() => {
    commits++;
    wake?.();
  });
  call.signal.addEventListener(
    'abort',
    () => {
      stop();
      wake?.();
    },
    { once: true },
  );
  return {
    mark: () => commits,
    async changedSince(mark: number): Promise<void> {
      if (commits !== mark || call.ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = undefined;
    },
  };
}
