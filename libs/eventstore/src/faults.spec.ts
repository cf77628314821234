import { RevisionConflict, StoreUnavailable } from '@proximidad/eventsourcing';
import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import {
  eventNumbered,
  type FaultProxy,
  faultProxy,
  follow,
  nothingGoesOn,
  until,
} from '@proximidad/testing';
import { sized } from '@proximidad/testing/sizes';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { notWithin } from './client.ts';
import { connect, type ConnectOptions, type EventLog, type LogItem } from './index.ts';

/** Impatient with each call, but not overall: the machine may be frozen, too. */
const PERSISTENT: ConnectOptions = { callDeadlineMs: 200, totalDeadlineMs: 120_000, silenceMs: 400 };
const HASTY: ConnectOptions = { ...PERSISTENT, totalDeadlineMs: 1_500 };
const stream = () => `incident_09-${randomUUID()}`;
const everything = { after: undefined, only: { prefixes: ['incident_'] } };

let store: { port: number; url: string; close(): Promise<void> };
let proxy: FaultProxy;
/** Two through the proxy, one around it. */
let log: EventLog;
let hasty: EventLog;
let direct: EventLog;

const proxied = () => `esdb://127.0.0.1:${proxy.port}?tls=false`;

beforeEach(async () => {
  store = await startEmbeddedStore({ data: ':memory:', port: 0 });
  proxy = await faultProxy(store);
  log = connect(proxied(), PERSISTENT);
  hasty = connect(proxied(), HASTY);
  direct = connect(store.url, { totalDeadlineMs: PERSISTENT.totalDeadlineMs! });
});
afterEach(async () => {
  await Promise.all([log.close(), hasty.close(), direct.close()]);
  await proxy.close();
  await store.close();
});

describe('an append', () => {
  test('whose answer is lost is found to be done, once', async () => {
    const name = stream();
    await log.append(name, -1, [eventNumbered(1)], null);
    proxy.set('deaf');
    const append = log.append(name, 0, [eventNumbered(2), eventNumbered(3)], null);
    await delay(500);
    proxy.set('none');
    const appended = await append;
    const { events } = await direct.read(name);
    expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    const { position, metadata } = events[2]!;
    expect(appended).toEqual({ revision: 2, position, hash: metadata.hash });
  });

  test('whose connection breaks is tried again', async () => {
    const name = stream();
    for (let n = 0; n < 5; n++) {
      const append = log.append(name, n - 1, [eventNumbered(n)], null);
      proxy.cut();
      expect((await append).revision).toBe(n);
    }
    expect((await direct.read(name)).revision).toBe(4);
  });

  test('whose answer is lost while somebody else writes first is a conflict', async () => {
    const name = stream();
    await direct.append(name, -1, [eventNumbered(1)], null);
    await log.read(name);
    proxy.set('frozen');
    const append = log.append(name, 0, [eventNumbered(2)], null);
    await delay(100);
    await direct.append(name, 0, [eventNumbered(3)], null);
    await delay(300);
    proxy.set('none');
    await expect(append).rejects.toBeInstanceOf(RevisionConflict);
  });

  test('to a store that answers nobody fails at its deadline, and the log heals with the store', async () => {
    const name = stream();
    await hasty.append(name, -1, [eventNumbered(1)], null);
    proxy.set('frozen');
    proxy.abandon();
    const started = performance.now();
    await expect(hasty.append(name, 0, [eventNumbered(2)], null)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(performance.now() - started).toBeGreaterThan(1_000);
    // Nobody tells the client that its old connection is useless.
    proxy.set('none');
    expect((await hasty.append(name, 0, [eventNumbered(3)], null)).revision).toBe(1);
  });
});

test('a read that is under way when another one’s deadline ends the connection does not pass for a shorter stream', async () => {
  const name = stream();
  await log.append(name, -1, [eventNumbered(1)], null);
  const reads = [() => log.read(name), () => log.readLast(name), () => log.head(), () => all()];
  const all = async () => {
    const events = [];
    for await (const event of log.readAll({ after: undefined, max: 10 })) events.push(event);
    return events;
  };
  for (const read of reads) {
    await log.read(name);
    proxy.set('frozen');
    const first = log.read(stream());
    await delay(150);
    const second = read();
    await delay(100);
    proxy.set('none');
    expect(await second).toEqual(await read());
    await first;
  }
});

test('reads and the head fail at their deadline, too', async () => {
  await hasty.head();
  proxy.set('frozen');
  await expect(Promise.all([hasty.read(stream()), hasty.head()])).rejects.toBeInstanceOf(StoreUnavailable);
});

test('who is about to end waits no longer for a store that answers nobody, and still reaches one that does', async () => {
  const name = stream();
  await log.append(name, -1, [eventNumbered(1)], null);
  proxy.set('frozen');
  const begun = log.append(name, 0, [eventNumbered(2)], null);
  begun.catch(() => undefined);
  const hurried = performance.now();
  log.hurry(300);
  await expect(begun).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(log.read(name)).rejects.toBeInstanceOf(StoreUnavailable);
  expect(performance.now() - hurried).toBeLessThan(PERSISTENT.totalDeadlineMs!);
  direct.hurry(30_000);
  expect((await direct.read(name)).events).toHaveLength(1);
});

test('limits of a stream, set while the process stands still past the deadline, are set and break nothing', async () => {
  const callDeadlineMs = sized(50, 200);
  await using scope = new AsyncDisposableStack();
  const persistent = connect(store.url, { ...PERSISTENT, callDeadlineMs });
  scope.defer(() => persistent.close());
  // The answer to one of its calls lies unread when the deadline passes; the number of turns decides which one.
  for (let turns = 0; turns < 40; turns++) {
    const name = stream();
    const setting = persistent.setMetadata(name, { maxCount: 1 });
    for (let n = 0; n < turns; n++) await nextTurn();
    nothingGoesOn(callDeadlineMs + 20);
    await setting;
    await direct.append(name, -1, [eventNumbered(1), eventNumbered(2)], null);
    expect((await direct.read(name)).events.map(({ revision }) => revision)).toEqual([1]);
  }
});

describe('a subscription', () => {
  test('whose connection is cut again and again gives every event once, in order', async () => {
    const name = stream();
    const reasons: string[] = [];
    const items = follow(log, { ...everything, onReopen: (reason) => reasons.push(reason) });
    await items.until((seen) => seen.some(({ kind }) => kind === 'caughtUp'));
    for (let n = 0; n < 30; n++) {
      await direct.append(name, n - 1, [eventNumbered(n)], null);
      if (n % 6 === 5) {
        proxy.cut();
        await delay(20);
      }
    }
    const seen = await items.until((all) => revisions(all).length >= 30);
    expect(revisions(seen)).toEqual(Array.from({ length: 30 }, (_, n) => n));
    expect(reasons.length).toBeGreaterThan(0);
    await items.stop();
  });

  test('that falls silent while the log goes on is opened anew', async () => {
    const name = stream();
    const reasons: string[] = [];
    const items = follow(log, { ...everything, onReopen: (reason) => reasons.push(reason) });
    await direct.append(name, -1, [eventNumbered(0)], null);
    await items.until((all) => revisions(all).length === 1);
    proxy.abandon();
    await direct.append(name, 0, [eventNumbered(1)], null);
    await items.until((all) => revisions(all).length === 2);
    expect(reasons).toContain('Stalled');
    await items.stop();
  });

  test('outlives the store: ended by its stop, it goes on with the next one on the same file', async () => {
    const data = mkdtempSync(join(tmpdir(), 'proximidad-outlive-'));
    const first = await startEmbeddedStore({ data, port: 0 });
    const client = connect(first.url, PERSISTENT);
    const name = stream();
    const items = follow(client, everything);
    await client.append(name, -1, [eventNumbered(0)], null);
    await items.until((all) => revisions(all).length === 1);
    await first.close();
    const second = await startEmbeddedStore({ data, port: first.port });
    await client.append(name, 0, [eventNumbered(1)], null);
    const seen = await items.until((all) => revisions(all).length === 2);
    expect(revisions(seen)).toEqual([0, 1]);
    await items.stop();
    await client.close();
    await second.close();
    rmSync(data, { recursive: true });
  });

  test('that is not read from holds the store back instead of filling memory', async () => {
    const name = stream();
    for (let n = 0; n < 20; n++) {
      const large = { ...eventNumbered(n), data: { text: 'x'.repeat(500_000) } };
      await direct.append(name, n - 1, [large], null);
    }
    const abort = new AbortController();
    const iterator = log.subscribe({ ...everything, signal: abort.signal })[Symbol.asyncIterator]();
    await iterator.next();
    await delay(1_000);
    const rest: LogItem[] = [];
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      rest.push(next.value);
      if (next.value.kind === 'caughtUp') break;
    }
    expect(revisions(rest)).toEqual(Array.from({ length: 19 }, (_, n) => n + 1));
    abort.abort();
    await iterator.return?.();
  });

  test('ends without an error when it is aborted, also while it waits', async () => {
    const abort = new AbortController();
    const seen: LogItem[] = [];
    const running = (async () => {
      for await (const item of log.subscribe({ ...everything, signal: abort.signal })) seen.push(item);
    })();
    await until(() => seen.at(-1)?.kind === 'caughtUp', 'it waits');
    abort.abort();
    await running;
    // The store's own events are skipped, and reported by a checkpoint.
    expect(seen).toEqual([
      { kind: 'checkpoint', position: expect.any(Number) as number },
      { kind: 'caughtUp' },
    ]);
  });

  test('is refused beyond ten of one log, since the store would leave it mute', async () => {
    const many = Array.from({ length: 10 }, () => follow(log, everything));
    const abort = new AbortController();
    const eleventh = log.subscribe({ ...everything, signal: abort.signal })[Symbol.asyncIterator]();
    await expect(eleventh.next()).rejects.toThrow('more than 10 subscriptions');
    await Promise.all(many.map((items) => items.stop()));
  });
});

function revisions(items: readonly LogItem[]): number[] {
  return items.flatMap((item) => (item.kind === 'event' ? [item.event.revision] : []));
}

test('how long was waited is told in whole milliseconds', () => {
  expect(notWithin(1702.5007)).toBe('no answer within 1703 ms');
});
