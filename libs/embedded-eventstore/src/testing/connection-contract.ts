import { END, type Subject } from './subject.ts';
import { all, until } from './waiting.ts';

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
