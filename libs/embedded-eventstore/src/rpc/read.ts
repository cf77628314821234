import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredEvent } from '../store/events.ts';
import type { Log } from '../store/log.ts';
import { viewOf, type View } from '../store/pages.ts';
import { eventFrame, recordedEvent } from '../wire/event-message.ts';
import { decodeRead, type From, INVALID_POSITION, type ReadRequest } from '../wire/requests.ts';
import { readFirstRevision, readLastRevision, readResolved, readStreamNotFound } from '../wire/responses.ts';
import type { Call } from './call.ts';
import { invalid, streamDeleted } from './errors.ts';
import { filterOf } from './filter.ts';
import type { Method } from './accepting.ts';
import { serverStream } from './methods.ts';
import { demand, type Serving } from './serving.ts';
import { type Send, subscribeToAll, subscribeToStream } from './subscriptions.ts';

const PAGE_EVENTS = 500;
const LINK_TYPE = '$>';
const ALL_STREAM = '$all';

type Visible = Extract<View, { kind: 'visible' }>;

/** Reads and subscriptions: one RPC, distinguished by their options. */
export function readMethod(serving: Serving): Method {
  const { log, onBug } = serving;
  return serverStream(onBug, async (bytes, call) => {
    const request = decodeRead(bytes);
    // Checked again for each page of a subscription, since lists change.
    const demandRead = () => demand(serving, call, 'read', request.stream ?? ALL_STREAM);
    demandRead();
    refuseBeyond(log.head, request);
    const send = sender(serving, request, call);
    const { stream, count } = request;
    if (count === undefined) {
      if (request.backwards) throw invalid('a subscription reads forwards');
      return stream === undefined
        ? subscribeToAll(log, request, call, send, demandRead)
        : subscribeToStream(log, stream, request.from, call, send, demandRead);
    }
    if (count === 0) throw invalid('count must be greater than 0');
    return stream === undefined
      ? readAll(log, request, count, call, send)
      : readStream(log, request, stream, count, call, send);
  });
}

/** There is nothing to wait for at a position that the log never had: such a client followed another log. */
function refuseBeyond(head: number, { stream, from }: ReadRequest): void {
  if (stream === undefined && typeof from === 'number' && from > head) throw invalid(INVALID_POSITION);
}

function sender({ log, permits }: Serving, { resolveLinks, structuredIds }: ReadRequest, call: Call): Send {
  return (event, streamName) => {
    const isLink = resolveLinks && event.type === LINK_TYPE;
    if (!isLink && !structuredIds) return call.sendFrame(eventFrame(event, streamName));
    const own = recordedEvent(event, streamName, structuredIds);
    if (!isLink) return call.send(readResolved(own, undefined, event.position));
    const target = log.pages.linked(log.streams, event);
    const name = target && log.streams.nameOf(target.stream);
    // A stream that the caller may not read looks as if it did not exist.
    const shown = name !== undefined && permits(call.user, 'read', name);
    const resolved = shown ? recordedEvent(target!, name, structuredIds) : undefined;
    return call.send(readResolved(resolved, own, event.position));
  };
}

async function readStream(
  log: Log,
  request: ReadRequest,
  stream: string,
  count: number,
  call: Call,
  send: Send,
): Promise<void> {
  const view = viewOf(log.streams, stream);
  if (view.kind === 'deleted') throw streamDeleted(stream);
  if (view.kind === 'not-found') return void call.send(readStreamNotFound(stream));
  if (request.compatibility >= 1) {
    void call.send(readFirstRevision(view.first));
    void call.send(readLastRevision(view.last));
  }
  const pages = (request.backwards ? backwards : forwards)(log, view, request.from, pageSize(count));
  let left = count;
  for (const page of pages) {
    for (const event of page) {
      if (event.created < view.notBefore) continue;
      const slow = send(event, stream);
      if (slow) await slow;
      if (call.ended || --left === 0) return;
    }
    await nextTurn();
    if (call.ended) return;
  }
}

/** No more rows than the client wants are read at once. */
function pageSize(count: number): number {
  return Math.min(PAGE_EVENTS, count);
}

function* forwards(
  log: Log,
  { stream, first, last }: Visible,
  from: From,
  size: number,
): Generator<StoredEvent[]> {
  let next = Math.max(startAt(from, last + 1), first);
  while (next <= last) {
    const page = log.pages.streamForwards(stream.id, next, last, size);
    if (page.length === 0) return;
    yield page;
    next = page.at(-1)!.revision + 1;
  }
}

function* backwards(
  log: Log,
  { stream, first, last }: Visible,
  from: From,
  size: number,
): Generator<StoredEvent[]> {
  let next = Math.min(startAt(from, last), last);
  while (next >= first) {
    const page = log.pages.streamBackwards(stream.id, next, first, size);
    if (page.length === 0) return;
    yield page;
    next = page.at(-1)!.revision - 1;
  }
}

async function readAll(log: Log, request: ReadRequest, count: number, call: Call, send: Send): Promise<void> {
  const filter = request.filter && filterOf(request.filter);
  let left = count;
  // In a filtered read it is unknown how many rows it takes to find what is wanted.
  const size = filter ? PAGE_EVENTS : pageSize(count);
  for (const page of (request.backwards ? allBackwards : allForwards)(log, request.from, size)) {
    for (const event of page) {
      const name = log.streams.nameOf(event.stream);
      if (filter && !filter(event, name)) continue;
      const slow = send(event, name);
      if (slow) await slow;
      if (call.ended || --left === 0) return;
    }
    await nextTurn();
    if (call.ended) return;
  }
}

/** From a position, inclusive, up to where the log ended when the read began. */
function* allForwards(log: Log, from: From, size: number): Generator<StoredEvent[]> {
  const end = log.head;
  let next = startAt(from, end + 1);
  while (next <= end) {
    const page = log.pages.allForwards(next, Math.min(size, end - next + 1), end);
    if (page.length === 0) return;
    yield page;
    next = page.at(-1)!.position + 1;
  }
}

/** Downwards from a position, exclusive. */
function* allBackwards(log: Log, from: From, size: number): Generator<StoredEvent[]> {
  let before = Math.min(startAt(from, log.head + 1), log.head + 1);
  while (before > 1) {
    const page = log.pages.allBackwards(before, size);
    if (page.length === 0) return;
    yield page;
    before = page.at(-1)!.position;
  }
}

function startAt(from: From, end: number): number {
  if (from === 'start') return 0;
  return from === 'end' ? end : from;
}
