import { randomUUID } from 'node:crypto';
import { type NewEvent, type RecordedEvent, RevisionConflict } from '@proximidad/eventsourcing';
import { connect, type EventLog, type LogItem, verifyChain } from '@proximidad/eventstore';

const ITEMS_TIMEOUT_MS = 150_000;

/** An event with a full envelope; `n` distinguishes it. */
export function eventNumbered(n: number, id: string = randomUUID()): NewEvent {
  return {
    id,
    type: 'BeatDesigned',
    data: { n, name: 'Centro Histórico' },
    metadata: {
      version: 1,
      commandId: randomUUID(),
      occurredAt: { ms: 1_790_000_000_000 + n, offsetMin: -360 },
      actor: { kind: 'SYSTEM', id: 'tester', role: 'system' },
      jurisdiction: { entity: '09' },
      correlationId: randomUUID(),
    },
  };
}

/** What every event store behind `EventLog` has to do: always run against the embedded store, and against any other by its address. */
export function eventLogContract(
  open: () => Promise<{ readonly url: string; close(): Promise<void> }>,
): void {
  // A category of its own, because a store elsewhere is shared and keeps what earlier runs wrote.
  const category = `contract${randomUUID().slice(0, 8)}`;
  const stream = () => `${category}_09-${randomUUID()}`;
  let store: { readonly url: string; close(): Promise<void> };
  let log: EventLog;

  beforeAll(async () => {
    store = await open();
    log = connect(store.url);
  });
  afterAll(async () => {
    await log.close();
    await store.close();
  });

  test('a stream that nobody wrote is empty and stands before its first revision', async () => {
    expect(await log.read(stream())).toEqual({ events: [], revision: -1 });
    expect(await log.readLast(stream())).toBeUndefined();
  });

  test('what is appended is read back in order, with gapless revisions and rising positions', async () => {
    const name = stream();
    const events = [eventNumbered(1), eventNumbered(2), eventNumbered(3)];
    const appended = await log.append(name, -1, events, null);
    const slice = await log.read(name);
    expect(slice.revision).toBe(2);
    expect(slice.events.map(({ id, revision, data }) => ({ id, revision, data }))).toEqual(
      events.map(({ id, data }, revision) => ({ id, revision, data })),
    );
    expect(slice.events.at(-1)).toMatchObject({ revision: appended.revision, position: appended.position });
    expectRising(slice.events);
    expect(await log.readLast(name)).toEqual(slice.events[2]);
  });

  test('an append at a stale revision is a conflict and writes nothing', async () => {
    const name = stream();
    await log.append(name, -1, [eventNumbered(1)], null);
    await expect(log.append(name, -1, [eventNumbered(2)], null)).rejects.toBeInstanceOf(RevisionConflict);
    await expect(log.append(name, 5, [eventNumbered(2)], null)).rejects.toBeInstanceOf(RevisionConflict);
    expect((await log.read(name)).revision).toBe(0);
  });

  test('the same append again is answered with its first result', async () => {
    const name = stream();
    const events = [eventNumbered(1), eventNumbered(2)];
    const first = await log.append(name, -1, events, null);
    const { events: stored } = await log.read(name);
    await log.append(name, 1, [eventNumbered(3)], stored[1]!.metadata.hash);
    expect(await log.append(name, -1, events, null)).toEqual(first);
    expect((await log.read(name)).revision).toBe(2);
  });

  test('of writers that race for a revision exactly one wins', async () => {
    const name = stream();
    const racers = Array.from({ length: 8 }, (_, n) => log.append(name, -1, [eventNumbered(n)], null));
    const outcomes = await Promise.allSettled(racers);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await log.read(name)).revision).toBe(0);
  });

  test('the chain of hashes holds over appends and shows a changed event', async () => {
    const name = stream();
    await log.append(name, -1, [eventNumbered(1), eventNumbered(2)], null);
    const last = await log.readLast(name);
    await log.append(name, 1, [eventNumbered(3)], last!.metadata.hash);
    const { events } = await log.read(name);
    expect(verifyChain(events)).toBeUndefined();
    const forged = events.map((event) => (event.revision === 1 ? { ...event, data: { n: 7 } } : event));
    expect(verifyChain(forged)).toEqual({ revision: 1, problem: 'hash' });
    expect(verifyChain(events.slice(1))).toEqual({ revision: 0, problem: 'gap' });
  });

  test('the head is the position of the last event', async () => {
    const { position } = await log.append(stream(), -1, [eventNumbered(1)], null);
    expect(await log.head()).toBeGreaterThanOrEqual(position);
  });

  test('reading the whole log after a position gives what came later, and no more than asked for', async () => {
    const before = await log.head();
    const name = stream();
    await log.append(name, -1, [eventNumbered(1), eventNumbered(2), eventNumbered(3)], null);
    const own: RecordedEvent[] = [];
    for await (const event of log.readAll({ after: before, max: 100 }))
      if (event.stream === name) own.push(event);
    expect(own.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    let taken = 0;
    for await (const _ of log.readAll({ after: before, max: 2 })) taken++;
    expect(taken).toBe(2);
  });

  test('a subscription gives the past, says that it has caught up, and goes on with the present', async () => {
    const name = stream();
    const { position } = await log.append(name, -1, [eventNumbered(1)], null);
    const items = follow(log, { after: position - 1, only: { prefixes: [`${category}_`] } });
    await items.until((seen) => seen.some(({ kind }) => kind === 'caughtUp'));
    await log.append(name, 0, [eventNumbered(2)], null);
    const all = await items.until((seen) => eventsOf(seen, name).length === 2);
    expect(eventsOf(all, name).map(({ revision }) => revision)).toEqual([0, 1]);
    await items.stop();
  });

  test('commits to other streams arrive as checkpoints', async () => {
    const items = follow(log, { after: await log.head(), only: { prefixes: [`${category}-nobody_`] } });
    await items.until((seen) => seen.some(({ kind }) => kind === 'caughtUp'));
    const { position } = await log.append(stream(), -1, [eventNumbered(1)], null);
    const all = await items.until((seen) =>
      seen.some((item) => item.kind === 'checkpoint' && item.position >= position),
    );
    expect(all.filter(({ kind }) => kind === 'event')).toEqual([]);
    await items.stop();
  });

  test('a subscription takes a regular expression for the stream names', async () => {
    const [mine, other] = [`${category}x_09-${randomUUID()}`, `${category}y_09-${randomUUID()}`];
    const { position } = await log.append(other, -1, [eventNumbered(1)], null);
    await log.append(mine, -1, [eventNumbered(2)], null);
    const items = follow(log, { after: position - 1, only: { regex: `^${category}x_\\d+` } });
    const all = await items.until((seen) => seen.some(({ kind }) => kind === 'caughtUp'));
    expect(all.flatMap((item) => (item.kind === 'event' ? [item.event.stream] : []))).toEqual([mine]);
    await items.stop();
  });

  test('a subscription takes the types of events, and of others comes how far they are', async () => {
    const type = `Told${randomUUID().replaceAll('-', '')}`;
    const { position } = await log.append(stream(), -1, [{ ...eventNumbered(1), type }], null);
    const after = await log.append(stream(), -1, [{ ...eventNumbered(2), type: `${type}Else` }], null);
    const items = follow(log, { after: position - 1, only: { types: ['Other', type] } });
    const all = await items.until((seen) =>
      seen.some((item) => item.kind === 'checkpoint' && item.position >= after.position),
    );
    expect(all.flatMap((item) => (item.kind === 'event' ? [item.event.type] : []))).toEqual([type]);
    await items.stop();
  });

  test('a limited stream shows its newest events and keeps its revisions', async () => {
    const name = `ops_00-${category}.${randomUUID()}`;
    await log.setMetadata(name, { maxCount: 1 });
    await log.append(name, -1, [eventNumbered(1)], null);
    await log.append(name, 0, [eventNumbered(2)], null);
    const slice = await log.read(name);
    expect(slice.events.map(({ revision }) => revision)).toEqual([1]);
    expect(slice.revision).toBe(1);
  });
}

function expectRising(events: readonly RecordedEvent[]): void {
  for (const [index, event] of events.slice(1).entries()) {
    expect(event.position).toBeGreaterThan(events[index]!.position);
    expect(event.recordedAt).toBeGreaterThanOrEqual(events[index]!.recordedAt);
  }
}

function eventsOf(items: readonly LogItem[], stream: string): RecordedEvent[] {
  return items.flatMap((item) => (item.kind === 'event' && item.event.stream === stream ? [item.event] : []));
}

/** Runs a subscription during the test and waits for what it should yield. */
export function follow(
  log: EventLog,
  subscribing: Omit<Parameters<EventLog['subscribe']>[0], 'signal'>,
): {
  until(done: (seen: readonly LogItem[]) => boolean): Promise<readonly LogItem[]>;
  stop(): Promise<void>;
} {
  const abort = new AbortController();
  const seen: LogItem[] = [];
  let check: () => void = () => undefined;
  const running = (async () => {
    for await (const item of log.subscribe({ ...subscribing, signal: abort.signal })) {
      seen.push(item);
      check();
    }
  })();
  return {
    until: (done) =>
      new Promise((resolve, reject) => {
        const late = () => reject(new Error(`waited in vain; seen: ${JSON.stringify(seen.slice(-5))}`));
        const timer = setTimeout(late, ITEMS_TIMEOUT_MS);
        check = () => {
          if (!done(seen)) return;
          clearTimeout(timer);
          resolve([...seen]);
        };
        check();
      }),
    async stop() {
      abort.abort();
      await running;
    },
  };
}
