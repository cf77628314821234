import type {
  AppendExpectedRevision,
  eventTypeFilter as EventTypeFilter,
  EventData,
  EventStoreDBClient,
  jsonEvent as JsonEvent,
  ResolvedEvent,
  StreamingRead,
  streamNameFilter as StreamNameFilter,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { type EmbeddedStore, startEmbeddedStore } from './index.ts';

const WAIT_MS = 5_000;
const LOGIN = { username: 'none', password: 'none' };
const [START, END] = ['start', 'end'] as const;
const BACKWARDS = 'backwards';
const [NO_STREAM, ANY, STREAM_EXISTS] = ['no_stream', 'any', 'stream_exists'] as const;

/** The two Node clients differ in a few names only; the older one's types stand for both. They cannot be loaded side by side. */
export interface Client {
  /** `address` is host, port and options without the scheme. */
  connect(address: string): EventStoreDBClient;
  readonly jsonEvent: typeof JsonEvent;
  readonly streamNameFilter: typeof StreamNameFilter;
  readonly eventTypeFilter: typeof EventTypeFilter;
}

/** What a client for EventStoreDB sees of the embedded store. */
export function clientContract({ connect, jsonEvent, streamNameFilter, eventTypeFilter }: Client): void {
  let store: EmbeddedStore;
  const bugs: unknown[] = [];
  let client: EventStoreDBClient;
  beforeAll(async () => {
    store = await startEmbeddedStore({ data: ':memory:', port: 0, onBug: (error) => bugs.push(error) });
    client = connect(`127.0.0.1:${store.port}?tls=false`);
  });
  afterAll(async () => {
    await client.dispose();
    await store.close();
    expect(bugs).toEqual([]);
  });
  const stream = () => `incident_09-${randomUUID()}`;

  const event = (n: number, type = 'CallReceived', id: string = randomUUID()) =>
    jsonEvent({ id, type, data: { n }, metadata: { by: 'test' } });
  /** Through BatchAppend, or through the classic Append when the call has credentials. */
  const append = (name: string, expected: AppendExpectedRevision, events: EventData[], classic = false) =>
    client.appendToStream(name, events, {
      expectedRevision: expected,
      ...{ streamState: expected },
      ...(classic && { credentials: LOGIN }),
    });
  const numbers = (events: readonly ResolvedEvent[]) =>
    events.map(({ event: found }) => (found!.data as { n: number }).n);

  describe.each([
    ['batch', false],
    ['classic', true],
  ])('a %s append', (_kind, classic) => {
    test('gives revisions from 0 and a rising position, and comes back as it went', async () => {
      const name = stream();
      const first = await append(name, NO_STREAM, [event(1), event(2)], classic);
      const second = await append(name, 1n, [event(3)], classic);
      expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([1n, 2n]);
      expect(second.position!.commit).toBeGreaterThan(first.position!.commit);
      const [back] = await all(client.readStream(name));
      expect(back!.event).toMatchObject({
        streamId: name,
        revision: 0n,
        type: 'CallReceived',
        isJson: true,
        data: { n: 1 },
        metadata: { by: 'test' },
      });
      expect(Math.abs(back!.event!.created.getTime() - Date.now())).toBeLessThan(60_000);
    });

    test('elsewhere than expected is a conflict that names where the stream stands', async () => {
      const name = stream();
      for (const expected of [0n, STREAM_EXISTS] as const) {
        await expect(append(name, expected, [event(1)], classic)).rejects.toMatchObject({
          type: 'wrong-expected-version',
        });
      }
      await append(name, ANY, [event(1), event(2)], classic);
      await append(name, STREAM_EXISTS, [event(3)], classic);
      for (const expected of [NO_STREAM, 0n, 7n] as const) {
        const error = await failureOf(append(name, expected, [event(4)], classic));
        expect(error).toMatchObject({ type: 'wrong-expected-version', streamName: name });
        expect(error['actualVersion'] ?? error['actualState']).toBe(2n);
      }
      expect(numbers(await all(client.readStream(name)))).toEqual([1, 2, 3]);
    });

    test('that is repeated with the same ids is answered with the first result', async () => {
      const name = stream();
      const events = [event(1), event(2)];
      const first = await append(name, NO_STREAM, events, classic);
      await append(name, 1n, [event(3)], classic);
      for (const expected of [NO_STREAM, ANY] as const) {
        expect(await append(name, expected, events, classic)).toMatchObject({
          nextExpectedRevision: first.nextExpectedRevision,
          position: first.position,
        });
      }
      expect(await all(client.readStream(name))).toHaveLength(3);
    });

    test('of more than 1 MiB is refused by name and the connection goes on', async () => {
      const name = stream();
      const large = (bytes: number) => jsonEvent({ type: 'Large', data: { text: 'x'.repeat(bytes) } });
      await expect(append(name, ANY, [large(1_100_000)], classic)).rejects.toMatchObject({
        type: 'maximum-append-size-exceeded',
        maxAppendSize: 1_048_576,
      });
      await append(name, ANY, [large(1_000_000)], classic);
      expect(await all(client.readStream(name))).toHaveLength(1);
    });

    test('to a tombstoned stream is refused by name', async () => {
      const name = stream();
      await append(name, ANY, [event(1)], classic);
      await client.tombstoneStream(name);
      await expect(append(name, ANY, [event(2)], classic)).rejects.toMatchObject({ type: 'stream-deleted' });
      await expect(all(client.readStream(name))).rejects.toMatchObject({ type: 'stream-deleted' });
    });
  });

  test('a batch larger than a message arrives whole, in chunks', async () => {
    const name = stream();
    const events = Array.from({ length: 2_000 }, (_, n) => event(n));
    await client.appendToStream(name, events, { batchAppendSize: 10_000 });
    expect(numbers(await all(client.readStream(name)))).toEqual(events.map((_, n) => n));
  });

  test('a hundred appends at once are all answered, each with its own revision', async () => {
    const name = stream();
    const results = await Promise.all(Array.from({ length: 100 }, (_, n) => append(name, ANY, [event(n)])));
    expect(new Set(results.map(({ nextExpectedRevision }) => nextExpectedRevision)).size).toBe(100);
  });

  test('a stream is read in both directions, from anywhere, up to a number', async () => {
    const name = stream();
    await append(
      name,
      NO_STREAM,
      [0, 1, 2, 3, 4].map((n) => event(n)),
    );
    const read = async (options: Parameters<EventStoreDBClient['readStream']>[1]) =>
      numbers(await all(client.readStream(name, options)));
    expect(await read({ fromRevision: 2n })).toEqual([2, 3, 4]);
    expect(await read({ fromRevision: START, maxCount: 2 })).toEqual([0, 1]);
    expect(await read({ direction: BACKWARDS, fromRevision: END })).toEqual([4, 3, 2, 1, 0]);
    expect(await read({ direction: BACKWARDS, fromRevision: 2n, maxCount: 2 })).toEqual([2, 1]);
    expect(await read({ fromRevision: 9n })).toEqual([]);
  });

  test('a stream that nobody wrote is not found', async () => {
    await expect(all(client.readStream(stream()))).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  test('the whole log is read forwards from a position, included, and backwards below it', async () => {
    const name = stream();
    const { position } = await append(name, NO_STREAM, [event(1)]);
    await append(name, 0n, [event(2)]);
    const forwards = await all(client.readAll({ fromPosition: position! }));
    expect(forwards.slice(0, 2).map(({ event: found }) => found?.revision)).toEqual([0n, 1n]);
    const backwards = await all(
      client.readAll({ direction: BACKWARDS, fromPosition: position!, maxCount: 1 }),
    );
    expect(backwards[0]!.event!.position!.commit).toBe(position!.commit - 1n);
  });

  test('a stream limited by its metadata shows less, the whole log shows all', async () => {
    const name = stream();
    await append(
      name,
      NO_STREAM,
      [1, 2, 3, 4].map((n) => event(n)),
    );
    await client.setStreamMetadata(name, { maxCount: 2 });
    expect(numbers(await all(client.readStream(name)))).toEqual([3, 4]);
    await client.setStreamMetadata(name, { truncateBefore: 1 });
    expect(numbers(await all(client.readStream(name)))).toEqual([2, 3, 4]);
    expect((await client.getStreamMetadata(name)).metadata).toEqual({ truncateBefore: 1 });
    const inLog = (await all(client.readAll())).filter(({ event: found }) => found?.streamId === name);
    expect(inLog).toHaveLength(4);
  });

  test('a deleted stream is not found until it is written again', async () => {
    const name = stream();
    await append(name, NO_STREAM, [event(1)]);
    await client.deleteStream(name, { expectedRevision: 0n });
    await expect(all(client.readStream(name))).rejects.toMatchObject({ type: 'stream-not-found' });
    await append(name, NO_STREAM, [event(2)]);
    expect(numbers(await all(client.readStream(name)))).toEqual([2]);
    await expect(client.deleteStream(name, { expectedRevision: 7n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
    });
  });

  test('a link is resolved to its event, and shown as it is when that is gone', async () => {
    const [target, links] = [stream(), stream()];
    await append(target, NO_STREAM, [event(1), event(2)]);
    await client.tombstoneStream(`${target}x`);
    const link = (to: string) => ({
      ...event(0),
      type: '$>',
      contentType: 'application/octet-stream',
      data: Buffer.from(to),
    });
    await append(links, ANY, [link(`1@${target}`), link(`0@${target}x`)] as unknown as EventData[]);
    const [found, gone] = await all(client.readStream(links, { resolveLinkTos: true }));
    expect(found).toMatchObject({
      event: { streamId: target, revision: 1n },
      link: { streamId: links, revision: 0n },
    });
    expect(gone!.event).toBeUndefined();
    expect(gone!.link).toMatchObject({ streamId: links, revision: 1n });
  });

  test('a subscription to a stream gives what is there, says so, and goes on', async () => {
    const name = stream();
    await append(name, NO_STREAM, [event(1), event(2)]);
    const subscription = client.subscribeToStream(name, { fromRevision: 0n });
    const caughtUp = once(subscription, 'caughtUp');
    const seen = gather(subscription);
    await caughtUp;
    await append(name, 1n, [event(3)]);
    expect(numbers(await seen.count(2))).toEqual([2, 3]);
    await subscription.unsubscribe();
  });

  test('a subscription to a stream that is tombstoned ends with that reason', async () => {
    const name = stream();
    await append(name, NO_STREAM, [event(1)]);
    const subscription = client.subscribeToStream(name);
    const error = once(subscription, 'error');
    await gather(subscription).count(1);
    await client.tombstoneStream(name);
    expect(await error).toMatchObject({ type: 'stream-deleted' });
  });

  test.each<[string, (on: string) => Parameters<EventStoreDBClient['subscribeToAll']>[0]]>([
    ['a prefix of the stream', (tag) => ({ filter: streamNameFilter({ prefixes: [`beat_${tag}`] }) })],
    ['an expression for the stream', (tag) => ({ filter: streamNameFilter({ regex: `^beat_${tag}` }) })],
    ['a prefix of the type', (tag) => ({ filter: eventTypeFilter({ prefixes: [`Beat${tag}`] }) })],
    [
      'an expression for the type',
      (tag) => ({ filter: eventTypeFilter({ regex: `^Beat${tag}(Designed|Closed)$` }) }),
    ],
  ])('a subscription to the whole log is filtered by %s', async (_what, options) => {
    const tag = randomUUID().slice(0, 8);
    const write = async (n: number) => {
      await append(`unit_${tag}`, ANY, [event(-1, `Unit${tag}`)]);
      await append(`beat_${tag}`, ANY, [event(n, `Beat${tag}Designed`)]);
    };
    await write(1);
    const subscription = client.subscribeToAll({ fromPosition: START, ...options(tag) });
    const seen = gather(subscription);
    await seen.count(1);
    await write(2);
    expect(numbers(await seen.count(2))).toEqual([1, 2]);
    await subscription.unsubscribe();
  });

  test('a filtered subscription says how far it has looked, although nothing matches', async () => {
    const checkpoints: bigint[] = [];
    const filter = streamNameFilter({
      prefixes: ['nobody_'],
      maxSearchWindow: 2,
      checkpointInterval: 2,
      checkpointReached: (_subscription, position) => void checkpoints.push(position.commit),
    });
    const [last] = await all(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
    const start = last!.event!.position!;
    const subscription = client.subscribeToAll({ fromPosition: start, filter });
    await once(subscription, 'caughtUp');
    checkpoints.length = 0;
    await append(
      stream(),
      NO_STREAM,
      Array.from({ length: 9 }, (_, n) => event(n)),
    );
    await until(() => checkpoints.length === 2);
    expect(checkpoints).toEqual([start.commit + 4n, start.commit + 8n]);
    await subscription.unsubscribe();
  });

  test('an expression that could run for ever is refused', async () => {
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ regex: '^(a)\\1$' }) });
    expect(await once(subscription, 'error')).toMatchObject({
      message: expect.stringContaining('not supported') as string,
    });
  });

  test('the clients find the one leader of a cluster of one', async () => {
    const address = `127.0.0.1:${store.port}`;
    const clustered = connect(`${address},${address}?tls=false`);
    const name = stream();
    await clustered.appendToStream(name, [event(1)], { credentials: LOGIN });
    expect(await all(client.readStream(name))).toHaveLength(1);
    await clustered.dispose();
  });

  test('what the store does not do, it says', async () => {
    await expect(client.listProjections()).rejects.toMatchObject({ code: 12 });
  });

  test('a connection carries at most 100 calls at once, as the real server', async () => {
    // With an option of its own, since the clients share one connection between equal ones.
    const crowded = connect(`127.0.0.1:${store.port}?tls=false&keepAliveInterval=20000`);
    let confirmed = 0;
    const subscribe = () => {
      const subscription = crowded.subscribeToAll({ fromPosition: END });
      subscription.on('confirmation', () => confirmed++);
      subscription.on('error', () => undefined);
      return subscription.resume();
    };
    // The client learns of the limit with its first answer.
    const first = subscribe();
    await until(() => confirmed === 1);
    const subscriptions = [first, ...Array.from({ length: 100 }, subscribe)];
    await until(() => confirmed === 100);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(confirmed).toBe(100);
    await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
    await crowded.dispose();
  });

  test.each([
    ['/ping', 200],
    ['/health/live', 204],
    ['/anything', 404],
  ])('HTTP/1.1 on the same port answers %s with %i', async (path, status) => {
    const response = await fetch(`http://127.0.0.1:${store.port}${path}`);
    expect(response.status).toBe(status);
    await response.text();
  });
}

async function all(reading: StreamingRead<ResolvedEvent>): Promise<ResolvedEvent[]> {
  const events: ResolvedEvent[] = [];
  for await (const event of reading) events.push(event);
  return events;
}

async function failureOf(work: Promise<unknown>): Promise<Record<string, unknown>> {
  return work.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => error as Record<string, unknown>,
  );
}

type Emitter = { once(event: string, listener: (value: unknown) => void): unknown };

function once(emitter: Emitter, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name} within ${WAIT_MS} ms`)), WAIT_MS);
    emitter.once(name, (value) => {
      clearTimeout(timer);
      resolve(value);
    });
    // Nothing flows, not even the end of the catch-up, while nobody reads.
    (emitter as { resume?: () => void }).resume?.();
  });
}

function gather(subscription: { on(event: 'data', listener: (event: ResolvedEvent) => void): unknown }) {
  const seen: ResolvedEvent[] = [];
  subscription.on('data', (event) => seen.push(event));
  return {
    async count(n: number): Promise<ResolvedEvent[]> {
      await until(() => seen.length >= n);
      return seen;
    },
  };
}

async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; !done(); waited += 5) {
    if (waited > WAIT_MS) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
