import type { EventData } from '@eventstore/db-client';
import { ANY, NO_STREAM, numbers, STREAM_EXISTS, type Subject } from './subject.ts';
import { all, gather, once } from './waiting.ts';

const CONFLICT = { type: 'wrong-expected-version' };
const TOMBSTONE_REVISION = 2n ** 63n - 1n;

/** What is easily overlooked: idempotency, expectations, truncation, deletes. */
export function semanticsContract(subject: Subject): void {
  const read = async (name: string) => numbers(await all(subject.client.readStream(name)));
  const inLog = async (name: string) => {
    const latest = await subject.latest();
    return latest.filter(({ event }) => event!.streamId === name || event!.streamId === `$$${name}`);
  };

  describe('a repeated append', () => {
    test('at an exact revision gives the first revision and position, however far the stream has gone', async () => {
      const name = subject.stream();
      const [first, second] = [subject.events(1, 2), subject.events(3, 4)];
      await subject.append(name, NO_STREAM, first);
      const before = await subject.append(name, 1n, second);
      await subject.append(name, 3n, subject.events(5));
      for (const classic of [false, true]) {
        expect(await subject.append(name, 1n, second, classic)).toEqual(before);
      }
      expect(await read(name)).toEqual([1, 2, 3, 4, 5]);
    });

    test('of which only a part was written is a conflict', async () => {
      const name = subject.stream();
      const events = subject.events(1, 2);
      await subject.append(name, NO_STREAM, events);
      for (const expected of [NO_STREAM, ANY, STREAM_EXISTS] as const) {
        const more = [...events, ...subject.events(3)];
        await expect(subject.append(name, expected, more)).rejects.toMatchObject(CONFLICT);
      }
      const others = [events[0]!, ...subject.events(9)];
      await expect(subject.append(name, NO_STREAM, others)).rejects.toMatchObject(CONFLICT);
      expect(await read(name)).toEqual([1, 2]);
    });

    test('to another stream is an append, since ids count within a stream only', async () => {
      const [one, other] = [subject.stream(), subject.stream()];
      const events = subject.events(1);
      await subject.append(one, ANY, events);
      await subject.append(other, ANY, events);
      expect([await read(one), await read(other)]).toEqual([[1], [1]]);
    });

    test('anywhere, and where the stream must exist, is answered with the first result', async () => {
      const name = subject.stream();
      const events = subject.events(1, 2);
      const before = await subject.append(name, ANY, events);
      await subject.append(name, ANY, subject.events(3));
      expect(await subject.append(name, STREAM_EXISTS, events)).toEqual(before);
    });
  });

  describe('an expectation', () => {
    test('that the stream exists is met by metadata alone', async () => {
      const name = subject.stream();
      await subject.client.setStreamMetadata(name, { maxCount: 5 });
      await subject.append(name, STREAM_EXISTS, subject.events(1));
      expect(await read(name)).toEqual([1]);
    });

    test('is checked although there is nothing to append, and then nothing is written', async () => {
      const name = subject.stream();
      await expect(subject.append(name, 0n, [])).rejects.toMatchObject(CONFLICT);
      await subject.append(name, NO_STREAM, subject.events(1));
      for (const classic of [false, true]) {
        expect((await subject.append(name, 0n, [], classic)).nextExpectedRevision).toBe(0n);
      }
      expect(await inLog(name)).toHaveLength(1);
    });

    test('that is not met leaves no event of the append, in order or not', async () => {
      const name = subject.stream();
      await subject.append(name, NO_STREAM, subject.events(1));
      await expect(subject.append(name, NO_STREAM, subject.events(2, 3, 4))).rejects.toMatchObject(CONFLICT);
      expect(await inLog(name)).toHaveLength(1);
    });

    test('of one among many who race for a revision is met', async () => {
      const name = subject.stream();
      const racers = Array.from({ length: 20 }, (_, n) => subject.append(name, NO_STREAM, subject.events(n)));
      const outcomes = await Promise.allSettled(racers);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await inLog(name)).toHaveLength(1);
    });
  });

  test('positions rise and revisions have no gaps, over all streams', async () => {
    await Promise.all(
      [1, 2, 3].map(async () => {
        const name = subject.stream();
        for (const n of [0, 1, 2]) await subject.append(name, ANY, subject.events(n, n));
      }),
    );
    const positions = (await subject.latest()).map(({ event }) => event!.position!.commit);
    expect(positions).toEqual(positions.toSorted((a, b) => Number(a - b)));
    expect(new Set(positions).size).toBe(positions.length);
  });

  test('the log shows system streams and metadata, too: filters are for the reader', async () => {
    const name = subject.stream();
    await subject.client.setStreamMetadata(name, { maxCount: 5 });
    expect((await inLog(name))[0]!.event).toMatchObject({
      type: '$metadata',
      isJson: true,
      data: { $maxCount: 5 },
    });
  });

  test('bytes stay bytes, names and types may be any text', async () => {
    const name = `${subject.stream()} ñandú/☂%20`;
    const bytes = Buffer.from([0, 255, 1, 254]);
    const event = { ...subject.event(0, 'Año ☂'), contentType: 'application/octet-stream', data: bytes };
    await subject.append(name, ANY, [event as unknown as EventData]);
    const [back] = await all(subject.client.readStream(name));
    expect(back!.event).toMatchObject({ streamId: name, type: 'Año ☂', isJson: false });
    expect(Buffer.from(back!.event!.data as unknown as Uint8Array)).toEqual(bytes);
  });

  test('events older than $maxAge are hidden from the stream and stay in the log', async () => {
    const name = subject.stream();
    await subject.append(name, ANY, subject.events(1));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await subject.append(name, ANY, subject.events(2));
    await subject.client.setStreamMetadata(name, { maxAge: 1 });
    expect((await read(name)).includes(1)).toBe(false);
    expect((await inLog(name)).filter(({ event }) => event!.streamId === name)).toHaveLength(2);
  });

  describe('a deleted stream', () => {
    test('is revived at its next revision, hides its past and keeps the rest of its metadata', async () => {
      const name = subject.stream();
      await subject.append(name, NO_STREAM, subject.events(1, 2));
      await subject.client.deleteStream(name);
      for (const classic of [false, true]) {
        const append = subject.append(name, STREAM_EXISTS, subject.events(3), classic);
        await expect(append).rejects.toMatchObject({ type: 'stream-deleted' });
      }
      const { nextExpectedRevision } = await subject.append(name, NO_STREAM, subject.events(3));
      expect(nextExpectedRevision).toBe(2n);
      expect((await subject.client.getStreamMetadata(name)).metadata).toEqual({ truncateBefore: 2 });
      expect(await read(name)).toEqual([3]);
    });

    test('may be revived where it stood, or anywhere', async () => {
      for (const expected of [1n, ANY] as const) {
        const name = subject.stream();
        await subject.append(name, NO_STREAM, subject.events(1, 2));
        await subject.client.deleteStream(name, { expectedRevision: 1n });
        await subject.append(name, expected, subject.events(3));
        expect(await read(name)).toEqual([3]);
      }
    });

    test('that nobody wrote cannot be deleted', async () => {
      const name = subject.stream();
      for (const expectedRevision of [0n, ANY] as const) {
        const options = { expectedRevision, ...{ streamState: expectedRevision } };
        await expect(subject.client.deleteStream(name, options)).rejects.toMatchObject(CONFLICT);
      }
    });
  });

  describe('a tombstone', () => {
    test('is for good: no read, no append, no second delete, and no metadata that anybody reads', async () => {
      const name = subject.stream();
      await subject.append(name, NO_STREAM, subject.events(1));
      const { position } = await subject.client.tombstoneStream(name, { expectedRevision: 0n });
      expect(position!.commit).toBeGreaterThan(0n);
      for (const work of [
        () => all(subject.client.readStream(name)),
        () => all(subject.client.readStream(`$$${name}`)),
        () => subject.append(name, ANY, subject.events(2)),
        () => subject.append(name, NO_STREAM, subject.events(2), true),
        () => subject.client.getStreamMetadata(name),
        () => subject.client.deleteStream(name),
        () => subject.client.tombstoneStream(name),
      ]) {
        await expect(work()).rejects.toMatchObject({ type: 'stream-deleted' });
      }
      const last = (await inLog(name)).at(-1)!;
      expect(last.event).toMatchObject({ type: '$streamDeleted', revision: TOMBSTONE_REVISION });
      // The real server accepts it, and shows it to nobody who asks for the stream's metadata.
      await subject.client.setStreamMetadata(name, { maxCount: 1 });
      await expect(subject.client.getStreamMetadata(name)).rejects.toMatchObject({ type: 'stream-deleted' });
    });

    test('may stand on a stream that was never written', async () => {
      const name = subject.stream();
      await subject.client.tombstoneStream(name);
      await expect(subject.append(name, ANY, subject.events(1))).rejects.toMatchObject({
        type: 'stream-deleted',
      });
    });
  });

  test('a subscription to a stream that nobody wrote waits for it', async () => {
    const name = subject.stream();
    const subscription = subject.client.subscribeToStream(name);
    const caughtUp = once(subscription, 'caughtUp');
    const seen = gather(subscription);
    await caughtUp;
    await subject.append(name, NO_STREAM, subject.events(1));
    expect(numbers(await seen.count(1))).toEqual([1]);
    await subscription.unsubscribe();
  });

  test('a position that is none of this log is refused, not waited for', async () => {
    const beyond = { commit: 10n ** 12n, prepare: 10n ** 12n };
    const split = { commit: 2n, prepare: 1n };
    for (const fromPosition of [beyond, split]) {
      await expect(all(subject.client.readAll({ fromPosition }))).rejects.toMatchObject({
        message: expect.stringContaining('Trying to read from an invalid position.') as string,
      });
      const subscription = subject.client.subscribeToAll({ fromPosition });
      expect(await once(subscription, 'error')).toMatchObject({ code: 3 });
    }
  });
}
