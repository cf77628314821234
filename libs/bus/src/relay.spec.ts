import { setTimeout as sleep } from 'node:timers/promises';
import { eventFamily, idFor, type NewEvent, StoreUnavailable } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { temporaryStore, type TemporaryStore, until } from '@proximidad/testing';
import { z } from 'zod';
import type { Outbound } from './carrier.ts';
import { Fenced, Moved, operationEvent } from './checkpoint.ts';
import { openRelay, type RelayOptions, rewindRelay } from './relay.ts';
import { storeOutbound } from './store-outbound.ts';

const LOG_ID = '00000000-0000-4000-8000-000000000001';
const Said = { version: 1, schema: z.object({ n: z.number() }) };
const family = eventFamily({ Said });
const contracts = { calls: { public: family, restricted: family } };

let store: TemporaryStore;
let log: EventLog;

beforeEach(async () => {
  store = await temporaryStore();
  log = connect(store.url);
});
afterEach(async () => {
  await log.close();
  await store.close();
});

function relayOf(outbound: Outbound = storeOutbound(log, LOG_ID), options: Partial<RelayOptions> = {}) {
  return openRelay({
    ...{
      log,
      logId: LOG_ID,
      service: 'calls',
      families: { call: family },
      contracts,
      outbound,
      now: Date.now,
    },
    published: {
      call: (event: { n: number }) => ({
        public: { type: 'Said', n: event.n } as never,
        ...(event.n % 2 === 0 ? { restricted: { type: 'Said', n: event.n } as never } : {}),
      }),
    },
    ...options,
  });
}

/** Records the numbers 1..count, in turn in `streams` streams of entity 09. */
async function say(from: number, to: number, streams = 3): Promise<void> {
  for (let n = from; n <= to; n++) {
    const stream = `call_${idFor('09', 'call', n % streams)}`;
    const { events, revision } = await log.read(stream);
    const { metadata } = operationEvent('Said', {}, n);
    const event: NewEvent = {
      ...operationEvent('Said', { n }, n),
      metadata: { ...metadata, jurisdiction: { entity: '09' } },
    };
    await log.append(stream, revision, [event], events.at(-1)?.metadata.hash ?? null);
  }
}

async function numbersIn(stream: string): Promise<number[]> {
  const { events } = await log.read(stream);
  return events.map(({ data }) => (data as { n: number }).n);
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const evens = (numbers: readonly number[]) => numbers.filter((n) => n % 2 === 0);
const PUBLIC = 'public_09-calls';

async function runUntilPublished(count: number, relay = relayOf()): Promise<void> {
  const stop = new AbortController();
  const running = relay.run(stop.signal);
  await until(async () => (await numbersIn(PUBLIC)).length >= count);
  stop.abort();
  await running;
}

test('what a service says is published in commit order, to each kind its own, with where it came from', async () => {
  await say(1, 20);
  await runUntilPublished(20);
  expect(await numbersIn(PUBLIC)).toEqual(range(1, 20));
  expect(await numbersIn('restricted_09-calls')).toEqual(evens(range(1, 20)));
  const last = (await log.readLast(PUBLIC))!;
  const [original] = (await log.read(last.metadata.source!.stream)).events.slice(
    last.metadata.source!.revision,
  );
  expect(last.metadata).toMatchObject({
    causationId: original!.id,
    correlationId: original!.metadata.correlationId,
    occurredAt: original!.metadata.occurredAt,
    source: {
      log: LOG_ID,
      eventId: original!.id,
      position: original!.position,
      recordedAt: original!.recordedAt,
    },
  });
});

test('a relay that starts again goes on behind its checkpoint', async () => {
  await say(1, 4);
  await runUntilPublished(4);
  await say(5, 8);
  const asked: number[] = [];
  const outbound = storeOutbound(log, LOG_ID);
  const watched: Outbound = {
    carrier: outbound.carrier,
    publish: (batch) => {
      asked.push(
        ...batch.filter(({ kind }) => kind === 'public').map(({ data }) => (data as { n: number }).n),
      );
      return outbound.publish(batch);
    },
  };
  await runUntilPublished(8, relayOf(watched));
  expect(asked).toEqual([5, 6, 7, 8]);
});

test('a relay that dies between publishing and its checkpoint publishes nothing twice', async () => {
  const outbound = storeOutbound(log, LOG_ID);
  for (let round = 1; round <= 3; round++) {
    await say(round * 5 - 4, round * 5);
    const dying: Outbound = {
      carrier: outbound.carrier,
      async publish(batch) {
        await outbound.publish(batch.slice(0, -1));
        throw new TypeError('killed');
      },
    };
    await expect(relayOf(dying).run(new AbortController().signal)).rejects.toThrow('killed');
  }
  await runUntilPublished(15);
  expect(await numbersIn(PUBLIC)).toEqual(range(1, 15));
  expect(await numbersIn('restricted_09-calls')).toEqual(evens(range(1, 15)));
});

test('a relay whose checkpoint somebody else has overwritten begins at the beginning, and leaves nothing out', async () => {
  await say(1, 3);
  await runUntilPublished(3);
  const place = 'ops_00-calls.relay';
  const last = (await log.readLast(place))!;
  await log.append(place, last.revision, [operationEvent('Strange', { n: 1 }, 0)], last.metadata.hash);
  await say(4, 6);
  await runUntilPublished(6);
  expect(await numbersIn(PUBLIC)).toEqual(range(1, 6));
});

test('a carrier that cannot be reached is waited for', async () => {
  await say(1, 3);
  const outbound = storeOutbound(log, LOG_ID);
  let failures = 2;
  const flaky: Outbound = {
    carrier: outbound.carrier,
    async publish(batch) {
      if (failures-- > 0) throw new StoreUnavailable('down');
      await outbound.publish(batch);
    },
  };
  await runUntilPublished(3, relayOf(flaky));
  expect(await numbersIn(PUBLIC)).toEqual([1, 2, 3]);
});

test('a second relay takes over, and the first steps down without having published twice', async () => {
  const stop = new AbortController();
  const first = relayOf().run(stop.signal);
  const outcome = expect(first).rejects.toThrow(Fenced);
  await say(1, 3);
  await until(async () => (await numbersIn(PUBLIC)).length === 3);
  await sleep(1_100);
  const second = relayOf().run(stop.signal);
  await sleep(100);
  await say(4, 9);
  await outcome;
  await until(async () => (await numbersIn(PUBLIC)).length === 9);
  stop.abort();
  await second;
  expect(await numbersIn(PUBLIC)).toEqual(range(1, 9));
});

test('a relay that is told to publish anew from a position does, and says why it began again', async () => {
  const published: number[] = [];
  const outbound: Outbound = {
    carrier: 'elsewhere',
    async publish(batch) {
      published.push(...batch.map(({ data }) => (data as { n: number }).n));
    },
  };
  await say(1, 4, 1);
  const stop = new AbortController();
  const relay = relayOf(outbound, {
    published: { call: ({ n }) => ({ public: { type: 'Said', n } as never }) },
  });
  const running = relay.run(stop.signal);
  const outcome = expect(running).rejects.toThrow(Moved);
  await until(() => published.length === 4);
  const third = (await log.read(`call_${idFor('09', 'call', 0)}`)).events[2]!;
  await rewindRelay({ log, logId: LOG_ID, service: 'calls', from: third.position, now: Date.now });
  await outcome;
  const again = relay.run(stop.signal);
  await until(() => published.length === 6);
  stop.abort();
  await again;
  expect(published).toEqual([1, 2, 3, 4, 3, 4]);
});

describe('another carrier', () => {
  const published = { call: ({ n }: { n: number }) => ({ public: { type: 'Said', n } as never }) };
  let elsewhere: number[];
  beforeEach(() => (elsewhere = []));

  async function runElsewhereUntil(last: number): Promise<void> {
    const outbound: Outbound = {
      carrier: 'elsewhere',
      async publish(batch) {
        elsewhere.push(...batch.map(({ data }) => (data as { n: number }).n));
      },
    };
    const stop = new AbortController();
    const running = relayOf(outbound, { published }).run(stop.signal);
    await until(() => elsewhere.includes(last));
    stop.abort();
    await running;
  }

  test('is given everything, and the first, when it comes back, what it lacks', async () => {
    await say(1, 4);
    await runUntilPublished(4, relayOf(undefined, { published }));
    await say(5, 6);
    await runElsewhereUntil(6);
    expect(elsewhere).toEqual(range(1, 6));
    await say(7, 8);
    await runUntilPublished(8, relayOf(undefined, { published }));
    expect(await numbersIn(PUBLIC)).toEqual(range(1, 8));
  });

  test('lacks nothing where an operator wanted only the latest again', async () => {
    await say(1, 4);
    await runElsewhereUntil(4);
    await rewindRelay({ log, logId: LOG_ID, service: 'calls', from: await log.head(), now: Date.now });
    await runUntilPublished(4, relayOf(undefined, { published }));
    expect(await numbersIn(PUBLIC)).toEqual(range(1, 4));
  });
});

test('what a newer version tells of events that are behind already is told anew, beside what lay there', async () => {
  const odd = {
    call: ({ n }: { n: number }) => (n % 2 === 1 ? { public: { type: 'Said', n } as never } : {}),
  };
  await say(1, 4, 1);
  await runUntilPublished(2, relayOf(undefined, { published: odd }));
  // Continuing is no reason to publish them again.
  await say(5, 5, 1);
  await runUntilPublished(3);
  expect(await numbersIn(PUBLIC)).toEqual([1, 3, 5]);
  await rewindRelay({ log, logId: LOG_ID, service: 'calls', from: 0, now: Date.now });
  await runUntilPublished(8);
  expect(await numbersIn(PUBLIC)).toEqual([1, 3, 5, 1, 2, 3, 4, 5]);
  await say(6, 6, 1);
  await runUntilPublished(9);
  expect(await numbersIn(PUBLIC)).toEqual([1, 3, 5, 1, 2, 3, 4, 5, 6]);
  const ids = (await log.read(PUBLIC)).events.map(({ metadata }) => metadata.commandId);
  expect([ids[0], ids[1], ids[2]]).toEqual([ids[3], ids[5], ids[7]]);
});

test('two relays at once publish everything once and in order', async () => {
  const stop = new AbortController();
  const relays = [relayOf(), relayOf()].map((relay) =>
    relay.run(stop.signal).catch((error: unknown) => error),
  );
  await say(1, 30);
  await until(async () => (await numbersIn(PUBLIC)).length >= 30);
  stop.abort();
  await Promise.all(relays);
  expect(await numbersIn(PUBLIC)).toEqual(range(1, 30));
});

test('published events that fell to their age do not stop the relay', async () => {
  await say(1, 2);
  await runUntilPublished(2);
  await log.setMetadata(PUBLIC, { maxAgeSeconds: 1 });
  await sleep(1_200);
  expect(await numbersIn(PUBLIC)).toEqual([]);
  await say(3, 4);
  // The relay sets the usual retention again, so that messages that only seemed gone are there, too.
  await runUntilPublished(4);
  expect(await numbersIn(PUBLIC)).toEqual([1, 2, 3, 4]);
});

test('what fell to its age long ago is published anew, too', async () => {
  await say(1, 2);
  await runUntilPublished(2);
  await log.setMetadata(PUBLIC, { maxAgeSeconds: 1 });
  await sleep(1_200);
  await rewindRelay({ log, logId: LOG_ID, service: 'calls', from: 0, now: Date.now });
  // It is older than the usual retention, too: what is gone stays gone.
  const aged: EventLog = { ...log, setMetadata: () => Promise.resolve() };
  const stop = new AbortController();
  const running = relayOf(storeOutbound(aged, LOG_ID)).run(stop.signal);
  const ever = async () => {
    let events = 0;
    for await (const { stream } of log.readAll({ after: undefined, max: 100 }))
      if (stream === PUBLIC) events++;
    return events;
  };
  await until(async () => (await ever()) === 4);
  stop.abort();
  await running;
  await log.setMetadata(PUBLIC, { maxAgeSeconds: 60 });
  expect(await numbersIn(PUBLIC)).toEqual([1, 2, 1, 2]);
});

test('in a copied log the relay finds its place again by the event, not by its position', async () => {
  await say(1, 4);
  await runUntilPublished(4);
  await say(5, 6);
  const copy = '00000000-0000-4000-8000-000000000002';
  await runUntilPublished(6, relayOf(storeOutbound(log, copy), { logId: copy }));
  expect(await numbersIn(PUBLIC)).toEqual(range(1, 6));
});

test('events that are too many bytes for one append are published all the same, in order', async () => {
  const long = eventFamily({ Said: { version: 1, schema: z.object({ n: z.number(), text: z.string() }) } });
  const text = 'ñ'.repeat(30_000);
  const published = { call: ({ n }: { n: number }) => ({ public: { type: 'Said', n, text } as never }) };
  await say(1, 40);
  await runUntilPublished(40, relayOf(undefined, { published, contracts: { calls: { public: long } } }));
  expect(await numbersIn(PUBLIC)).toEqual(range(1, 40));
});

test('an event that does not fulfil its contract stops the relay, and nothing behind it is published', async () => {
  await say(1, 1);
  const published = { call: () => ({ public: { type: 'Said', n: 'one' } as never }) };
  const relay = relayOf(undefined, { published });
  await expect(relay.run(new AbortController().signal)).rejects.toThrow(z.ZodError);
  expect(await numbersIn(PUBLIC)).toEqual([]);
  expect(relay.status().running).toBe(false);
});
