import type { EventData, EventStoreDBClient } from '@eventstore/db-client';
import { startEmbeddedStore } from '../index.ts';
import { END, START, type Subject } from './subject.ts';
import { until } from '@proximidad/testing/waiting';
import { all, failureOf, once } from './waiting.ts';

/** What a client sees of the connection itself. */
export function connectionContract(subject: Subject): void {
  test('the clients find the one leader of a cluster of one', async () => {
    const address = `127.0.0.1:${subject.store.port}`;
    const clustered = subject.connectTo([address, address], undefined, subject.credentials);
    const name = subject.stream();
    await clustered.appendToStream(name, [subject.event(1)], { credentials: subject.credentials });
    expect(await all(subject.client.readStream(name))).toHaveLength(1);
    await clustered.dispose();
  });

  test('a fresh log begins with who its users are, which clients wait for', async () => {
    const [first] = await all(subject.client.readAll({ fromPosition: START, maxCount: 1 }));
    expect(first!.event).toMatchObject({ streamId: '$users', type: '$User', revision: 0n });
    const users = await all(subject.client.readStream('$users'));
    expect(users.map(({ event }) => Buffer.from(event!.data as Uint8Array).toString())).toContain('admin');
  });

  test('a stop ends a classic append in its middle as a lost connection, and what only reads as cancelled', async () => {
    const store = await startEmbeddedStore({ data: ':memory:', port: 0 });
    // Equal options would give them one connection.
    const [client, reader] = [25_000, 26_000].map((ms) =>
      subject.library.connect(`127.0.0.1:${store.port}?tls=false&keepAliveInterval=${ms}`),
    ) as [EventStoreDBClient, EventStoreDBClient];
    const subscription = reader.subscribeToAll();
    const cancelled = once(subscription, 'error');
    await once(subscription, 'caughtUp');
    const credentials = { username: 'any', password: 'any' };
    const appending = failureOf(
      client.appendToStream(subject.stream(), endless(subject), { credentials, deadline: 60_000 }),
    );
    // Its events wait in memory: nothing else in the store shows that the append has begun.
    await new Promise((resolve) => setTimeout(resolve, 200));
    await store.close();
    expect(await appending).toMatchObject({ type: 'unavailable' });
    expect(await cancelled).toMatchObject({ type: 'cancelled' });
    await Promise.all([client.dispose(), reader.dispose()]);
  });

  test('what the store does not do, it says', async () => {
    await expect(subject.client.listProjections()).rejects.toMatchObject({ code: 12 });
  });

  test('a connection carries at most 100 calls at once, as the real server', async () => {
    const crowded = subject.connect('keepAliveInterval=20000');
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
}

/** A list without end, so that an append of it is always under way; slow enough not to grow too large. */
function endless(subject: Subject): EventData[] {
  const events: EventData[] = [];
  return Object.assign(events, {
    *[Symbol.iterator]() {
      for (;;) yield subject.library.jsonEvent({ type: 'Endless', data: {} });
    },
  });
}
