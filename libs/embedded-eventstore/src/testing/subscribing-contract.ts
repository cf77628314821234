import type { EventStoreDBClient } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { ANY, BACKWARDS, END, NO_STREAM, START, numbers, type Subject } from './subject.ts';
import { until } from '@proximidad/testing/waiting';
import { all, gather, once } from './waiting.ts';

/** What a client sees of subscriptions. */
export function subscribingContract(subject: Subject): void {
  test('a subscription to a stream gives what is there, says so, and goes on', async () => {
    const name = subject.stream();
    await subject.append(name, NO_STREAM, [subject.event(1), subject.event(2)]);
    const subscription = subject.client.subscribeToStream(name, { fromRevision: 0n });
    const caughtUp = once(subscription, 'caughtUp');
    const seen = gather(subscription);
    await caughtUp;
    await subject.append(name, 1n, [subject.event(3)]);
    expect(numbers(await seen.count(2))).toEqual([2, 3]);
    await subscription.unsubscribe();
  });

  test('a subscription to a stream that is tombstoned ends with that reason', async () => {
    const name = subject.stream();
    await subject.append(name, NO_STREAM, [subject.event(1)]);
    const subscription = subject.client.subscribeToStream(name);
    const error = once(subscription, 'error');
    await gather(subscription).count(1);
    await subject.client.tombstoneStream(name);
    expect(await error).toMatchObject({ type: 'stream-deleted' });
  });

  test.each<[string, (on: string) => Parameters<EventStoreDBClient['subscribeToAll']>[0]]>([
    [
      'a prefix of the stream',
      (tag) => ({ filter: subject.library.streamNameFilter({ prefixes: [`beat_${tag}`] }) }),
    ],
    [
      'an expression for the stream',
      (tag) => ({ filter: subject.library.streamNameFilter({ regex: `^beat_${tag}` }) }),
    ],
    [
      'a prefix of the type',
      (tag) => ({ filter: subject.library.eventTypeFilter({ prefixes: [`Beat${tag}`] }) }),
    ],
    [
      'an expression for the type',
      (tag) => ({ filter: subject.library.eventTypeFilter({ regex: `^Beat${tag}(Designed|Closed)$` }) }),
    ],
  ])('a subscription to the whole log is filtered by %s', async (_what, options) => {
    const tag = randomUUID().slice(0, 8);
    const write = async (n: number) => {
      await subject.append(`unit_${tag}`, ANY, [subject.event(-1, `Unit${tag}`)]);
      await subject.append(`beat_${tag}`, ANY, [subject.event(n, `Beat${tag}Designed`)]);
    };
    await write(1);
    const subscription = subject.client.subscribeToAll({ fromPosition: START, ...options(tag) });
    const seen = gather(subscription);
    await seen.count(1);
    await write(2);
    expect(numbers(await seen.count(2))).toEqual([1, 2]);
    await subscription.unsubscribe();
  });

  test('a filtered subscription says how far it has looked, although nothing matches', async () => {
    const checkpoints: bigint[] = [];
    const filter = subject.library.streamNameFilter({
      prefixes: ['nobody_'],
      maxSearchWindow: 2,
      checkpointInterval: 2,
      checkpointReached: (_subscription, position) => void checkpoints.push(position.commit),
    });
    const [last] = await all(
      subject.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }),
    );
    const start = last!.event!.position!;
    const subscription = subject.client.subscribeToAll({ fromPosition: start, filter });
    await once(subscription, 'caughtUp');
    checkpoints.length = 0;
    await subject.append(
      subject.stream(),
      NO_STREAM,
      Array.from({ length: 9 }, (_, n) => subject.event(n)),
    );
    await until(() => checkpoints.length === 2);
    expect(checkpoints).toEqual([start.commit + 4n, start.commit + 8n]);
    await subscription.unsubscribe();
  });

  test('an expression that could run for ever is refused', async () => {
    const subscription = subject.client.subscribeToAll({
      filter: subject.library.streamNameFilter({ regex: '^(a)\\1$' }),
    });
    expect(await once(subscription, 'error')).toMatchObject({
      message: expect.stringContaining('not supported') as string,
    });
  });
}
