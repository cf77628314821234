import type { EventData, EventStoreDBClient } from '@eventstore/db-client';
import { ANY, BACKWARDS, END, NO_STREAM, START, numbers, type Subject } from './subject.ts';
import { all } from './waiting.ts';

/** What a client sees of reads, metadata and deletes. */
export function readingContract(subject: Subject): void {
  test('a stream is read in both directions, from anywhere, up to a number', async () => {
    const name = subject.stream();
    await subject.append(
      name,
      NO_STREAM,
      [0, 1, 2, 3, 4].map((n) => subject.event(n)),
    );
    const read = async (options: Parameters<EventStoreDBClient['readStream']>[1]) =>
      numbers(await all(subject.client.readStream(name, options)));
    expect(await read({ fromRevision: 2n })).toEqual([2, 3, 4]);
    expect(await read({ fromRevision: START, maxCount: 2 })).toEqual([0, 1]);
    expect(await read({ direction: BACKWARDS, fromRevision: END })).toEqual([4, 3, 2, 1, 0]);
    expect(await read({ direction: BACKWARDS, fromRevision: 2n, maxCount: 2 })).toEqual([2, 1]);
    expect(await read({ fromRevision: 9n })).toEqual([]);
  });

  test('a stream that nobody wrote is not found', async () => {
    await expect(all(subject.client.readStream(subject.stream()))).rejects.toMatchObject({
      type: 'stream-not-found',
    });
  });

  test('the whole log is read forwards from a position, included, and backwards below it', async () => {
    const name = subject.stream();
    const { position } = await subject.append(name, NO_STREAM, [subject.event(1)]);
    await subject.append(name, 0n, [subject.event(2)]);
    const forwards = await all(subject.client.readAll({ fromPosition: position! }));
    expect(forwards.slice(0, 2).map(({ event: found }) => found?.revision)).toEqual([0n, 1n]);
    const backwards = await all(
      subject.client.readAll({ direction: BACKWARDS, fromPosition: position!, maxCount: 1 }),
    );
    expect(backwards[0]!.event!.position!.commit).toBe(position!.commit - 1n);
  });

  test('a stream limited by its metadata shows less, the whole log shows all', async () => {
    const name = subject.stream();
    await subject.append(
      name,
      NO_STREAM,
      [1, 2, 3, 4].map((n) => subject.event(n)),
    );
    await subject.client.setStreamMetadata(name, { maxCount: 2 });
    expect(numbers(await all(subject.client.readStream(name)))).toEqual([3, 4]);
    await subject.client.setStreamMetadata(name, { truncateBefore: 1 });
    expect(numbers(await all(subject.client.readStream(name)))).toEqual([2, 3, 4]);
    expect((await subject.client.getStreamMetadata(name)).metadata).toEqual({ truncateBefore: 1 });
    const inLog = (await subject.latest()).filter(({ event: found }) => found?.streamId === name);
    expect(inLog).toHaveLength(4);
  });

  test('a deleted stream is not found until it is written again', async () => {
    const name = subject.stream();
    await subject.append(name, NO_STREAM, [subject.event(1)]);
    await subject.client.deleteStream(name, { expectedRevision: 0n });
    await expect(all(subject.client.readStream(name))).rejects.toMatchObject({ type: 'stream-not-found' });
    await subject.append(name, NO_STREAM, [subject.event(2)]);
    expect(numbers(await all(subject.client.readStream(name)))).toEqual([2]);
    await expect(subject.client.deleteStream(name, { expectedRevision: 7n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
    });
  });

  test('a link is resolved to its event, and shown as it is when that is gone', async () => {
    const [target, links] = [subject.stream(), subject.stream()];
    await subject.append(target, NO_STREAM, [subject.event(1), subject.event(2)]);
    await subject.client.tombstoneStream(`${target}x`);
    const link = (to: string) => ({
      ...subject.event(0),
      type: '$>',
      contentType: 'application/octet-stream',
      data: Buffer.from(to),
    });
    await subject.append(links, ANY, [link(`1@${target}`), link(`0@${target}x`)] as unknown as EventData[]);
    const [found, gone] = await all(subject.client.readStream(links, { resolveLinkTos: true }));
    expect(found).toMatchObject({
      event: { streamId: target, revision: 1n },
      link: { streamId: links, revision: 0n },
    });
    expect(gone!.event).toBeUndefined();
    expect(gone!.link).toMatchObject({ streamId: links, revision: 1n });
  });
}
