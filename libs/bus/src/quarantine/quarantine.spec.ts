import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { idFor } from '@proximidad/eventsourcing';
import { connect, type EventLog, STREAM_EVENTS_MAX } from '@proximidad/eventstore';
import { temporaryStore, type TemporaryStore, until } from '@proximidad/testing';
import { operationEvent } from '../checkpoint.ts';
import { LANE_LIMITS } from '../lanes.ts';
import type { Message } from '../message.ts';
import { askQuarantine, quarantinedKeys, quarantinedMessages } from './operator.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import { type Delivery, quarantineStreams } from './quarantine-events.ts';

const KEY = `call_${idFor('09', 'call', 1)}`;
const limits = { ...LANE_LIMITS, attemptsMax: 1 };

let store: TemporaryStore;
let log: EventLog;
let stop: AbortController;
let following: Promise<void>;

beforeEach(async () => {
  store = await temporaryStore();
  log = connect(store.url);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await following;
  await log.close();
  await store.close();
});

/** The quarantine of a service as it is after a start. */
async function started(deliver: (message: Message) => Promise<void> = cannot): Promise<Quarantine> {
  stop.abort();
  await following;
  stop = new AbortController();
  const quarantine = await openQuarantine({ log, service: 'echoes', now: Date.now, limits });
  following = quarantine.follow(deliver, stop.signal);
  return quarantine;
}

async function cannot(): Promise<void> {
  throw new TypeError('cannot');
}

function numbered(revision: number, data: unknown = { n: revision }): Delivery {
  const source = {
    ...{ eventId: `event-${revision}`, stream: KEY, revision, entity: '09', recordedAt: 0 },
    occurredAt: { ms: 0, offsetMin: 0 },
  };
  const message: Message = {
    ...({ id: `message-${revision}`, context: 'calls', kind: 'public', type: 'Said', version: 1 } as const),
    ...{ data, source, correlationId: 'correlation' },
  };
  return { key: KEY, id: message.id, origin: `public_09-calls@${revision}`, message };
}

const waitingIds = async () => (await quarantinedMessages(log, 'echoes', KEY)).map(({ id }) => id);
const discard = (id: string, patienceMs = 60_000) => {
  const ask = { type: 'DiscardAsked', key: KEY, id, by: 'test', reason: 'a drill' } as const;
  return askQuarantine(log, 'echoes', ask, { now: Date.now, patienceMs });
};

test('what was discarded once is not discarded again when it is published anew after a restart', async () => {
  const first = await started();
  await first.setAside(numbered(1), new TypeError('cannot'));
  await discard('message-1');
  const again = await started();
  await again.setAside(numbered(1), new TypeError('cannot'));
  await again.behind(numbered(2));
  await sleep(1_500);
  expect(await waitingIds()).toEqual(['message-1', 'message-2']);
});

test('a request is carried out once, though others wait when the service starts again', async () => {
  const first = await started();
  await first.setAside(numbered(1), new TypeError('cannot'));
  await first.behind(numbered(2));
  await discard('message-1');
  await until(async () => (await log.readLast('ops_00-echoes.quarantine'))?.revision === 1);
  const again = await started();
  await again.behind(numbered(1));
  await sleep(1_500);
  expect(await waitingIds()).toEqual(['message-2', 'message-1']);
});

test('what was asked while nothing waited is not done to what waits later', async () => {
  const first = await started();
  await first.setAside(numbered(1), new TypeError('cannot'));
  await discard('message-1');
  await discard('message-1', 0);
  const again = await started();
  await again.setAside(numbered(1), new TypeError('cannot'));
  await sleep(1_500);
  expect(await waitingIds()).toEqual(['message-1']);
});

test('why a message fails when it is replayed is shown, also of one that had only waited', async () => {
  const quarantine = await started(async ({ source }) => {
    if (source.revision === 2) throw new RangeError('is too much');
  });
  await quarantine.setAside(numbered(1), new TypeError('cannot'));
  await quarantine.behind(numbered(2));
  await quarantine.behind(numbered(3));
  await askQuarantine(
    log,
    'echoes',
    { type: 'ReplayAsked', key: KEY, by: 'test' },
    { now: Date.now, patienceMs: 3_000 },
  );
  const waiting = await quarantinedMessages(log, 'echoes', KEY);
  expect(waiting.map(({ id, reason }) => [id, reason])).toEqual([
    ['message-2', 'RangeError: is too much'],
    ['message-3', null],
  ]);
});

test('a replay is waited for while it goes on, however long it takes', async () => {
  const quarantine = await started(() => sleep(1_000));
  await quarantine.setAside(numbered(1), new TypeError('cannot'));
  for (const revision of [2, 3, 4, 5, 6]) await quarantine.behind(numbered(revision));
  const ask = { type: 'ReplayAsked', key: KEY, by: 'test' } as const;
  expect(await askQuarantine(log, 'echoes', ask, { now: Date.now, patienceMs: 4_000 })).toEqual([]);
});

test('a replay reads what waits a few times, however much it is', async () => {
  const count = 100;
  let read = 0;
  const counted: EventLog = {
    ...log,
    async readLong(stream) {
      const slice = await log.readLong(stream);
      read += slice.events.length;
      return slice;
    },
  };
  const quarantine = await openQuarantine({ log: counted, service: 'echoes', now: Date.now, limits });
  await quarantine.setAside(numbered(1), new TypeError('cannot'));
  for (let n = 2; n <= count; n++) await quarantine.behind(numbered(n));
  read = 0;
  const delivered: string[] = [];
  following = quarantine.follow(async ({ id }) => void delivered.push(id), stop.signal);
  const ask = { type: 'ReplayAsked', key: KEY, by: 'test' } as const;
  expect(await askQuarantine(log, 'echoes', ask, { now: Date.now, patienceMs: 60_000 })).toEqual([]);
  await until(() => quarantine.size === 0);
  expect(delivered).toEqual(Array.from({ length: count }, (_, n) => `message-${n + 1}`));
  // What was put there once, and what was put and settled three times.
  expect(read).toBeLessThanOrEqual(count + 3 * 2 * count);
});

/** Somebody else's event, as the last of the summary. */
async function writtenInto(): Promise<void> {
  const { stream, revision, metadata } = await lastSummary();
  await log.append(stream, revision, [operationEvent('Strange', { n: 1 }, 0)], metadata.hash);
}

async function lastSummary() {
  const last = await log.readLast(quarantineStreams('echoes').summary);
  return { ...last!, data: last!.data as { asked?: number } };
}

test('where somebody else writes into the summary of a running service, it goes on', async () => {
  const quarantine = await started();
  await quarantine.setAside(numbered(1), new TypeError('cannot'));
  await writtenInto();
  expect(await quarantine.behind(numbered(2))).toBe(true);
  await writtenInto();
  await discard('message-1');
  await until(async () => (await lastSummary()).data.asked === 0);
  await writtenInto();
  await quarantine.setAside(numbered(3), new TypeError('cannot'));
  expect(await waitingIds()).toEqual(['message-2', 'message-3']);
  expect(await quarantinedKeys(log, 'echoes')).toMatchObject([{ key: KEY, waiting: 2 }]);
});

test('where somebody else has written into the summary, the keys that wait are found by what waits', async () => {
  const first = await started();
  await first.setAside(numbered(1), new TypeError('cannot'));
  await first.behind(numbered(2));
  await discard('message-1');
  await until(async () => (await lastSummary()).data.asked === 0);
  await writtenInto();
  expect(await quarantinedKeys(log, 'echoes')).toMatchObject([{ key: KEY, waiting: 1 }]);

  const again = await started();
  expect(again.size).toBe(1);
  expect(await again.behind(numbered(3))).toBe(true);
  expect(await waitingIds()).toEqual(['message-2', 'message-3']);
  await discard('message-2');
  expect(await waitingIds()).toEqual(['message-3']);
});

test('a key that was in quarantine over and over is still shown, and dealt with', async () => {
  const again = Array.from({ length: 100 }, (_, n) => [
    operationEvent('MessageQuarantined', { ...numbered(n), reason: 'TypeError: cannot' }, 0),
    operationEvent('MessageReplayed', { id: `message-${n}` }, 0),
  ]).flat();
  const stream = quarantineStreams('echoes').ofKey(KEY);
  for (let before = 0; before <= STREAM_EVENTS_MAX; before += again.length) {
    const events = again.map((event) => ({ ...event, id: randomUUID() }));
    const hash = (await log.readLast(stream))?.metadata.hash ?? null;
    await log.append(stream, before - 1, events, hash);
  }
  const quarantine = await started();
  await quarantine.setAside(numbered(101), new TypeError('cannot'));
  await quarantine.behind(numbered(102));
  expect(await waitingIds()).toEqual(['message-101', 'message-102']);
  await discard('message-101');
  expect(await waitingIds()).toEqual(['message-102']);
});

test('what is too large to be kept with its data waits all the same, whatever its letters', async () => {
  const quarantine = await started();
  await quarantine.setAside(numbered(1, 'ñ'.repeat(700_000)), new TypeError('cannot'));
  expect(await quarantinedMessages(log, 'echoes', KEY)).toMatchObject([
    { id: 'message-1', message: undefined },
  ]);
});

describe('two processes of one service', () => {
  const OTHER = `call_${idFor('09', 'call', 2)}`;
  const opened = () => openQuarantine({ log, service: 'echoes', now: Date.now, limits });
  const keys = async () => (await quarantinedKeys(log, 'echoes')).map(({ key }) => key);

  test('keep the keys that the other set aside', async () => {
    const [first, second] = [await started(), await opened()];
    await first.setAside(numbered(1), new TypeError('cannot'));
    await second.setAside({ ...numbered(2), key: OTHER }, new TypeError('cannot'));
    await first.setAside({ ...numbered(3), key: OTHER }, new TypeError('cannot'));
    expect(await keys()).toEqual([KEY, OTHER]);
    expect([first.size, second.size]).toEqual([2, 2]);
  });

  test('deliver nothing ahead of what the other set aside, once they have its keys', async () => {
    const [first, second] = [await started(), await opened()];
    await first.setAside(numbered(1), new TypeError('cannot'));
    await second.refresh();
    expect(await second.behind(numbered(2))).toBe(true);
    expect(await second.behind({ ...numbered(3), key: OTHER })).toBe(false);
    expect(await waitingIds()).toEqual(['message-1', 'message-2']);
  });

  test('put nothing behind a key that the other has closed', async () => {
    const [first, second] = [await started(), await opened()];
    await first.setAside(numbered(1), new TypeError('cannot'));
    await second.refresh();
    await discard('message-1');
    await until(async () => (await keys()).length === 0);
    expect(await second.behind(numbered(2))).toBe(false);
    await second.setAside(numbered(1), new TypeError('cannot'));
    expect(await waitingIds()).toEqual(['message-1']);
  });
});
