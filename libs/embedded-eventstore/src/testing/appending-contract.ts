import { ANY, NO_STREAM, STREAM_EXISTS, numbers, type Subject } from './subject.ts';
import { all, failureOf } from './waiting.ts';

/** What a client sees of appends. */
export function appendingContract(subject: Subject): void {
  describe.each([
    ['batch', false],
    ['classic', true],
  ])('a %s append', (_kind, classic) => {
    test('gives revisions from 0 and a rising position, and comes back as it went', async () => {
      const name = subject.stream();
      const first = await subject.append(name, NO_STREAM, [subject.event(1), subject.event(2)], classic);
      const second = await subject.append(name, 1n, [subject.event(3)], classic);
      expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([1n, 2n]);
      expect(second.position!.commit).toBeGreaterThan(first.position!.commit);
      const [back] = await all(subject.client.readStream(name));
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
      const name = subject.stream();
      for (const expected of [0n, STREAM_EXISTS] as const) {
        await expect(subject.append(name, expected, [subject.event(1)], classic)).rejects.toMatchObject({
          type: 'wrong-expected-version',
        });
      }
      await subject.append(name, ANY, [subject.event(1), subject.event(2)], classic);
      await subject.append(name, STREAM_EXISTS, [subject.event(3)], classic);
      for (const expected of [NO_STREAM, 0n, 7n] as const) {
        const error = await failureOf(subject.append(name, expected, [subject.event(4)], classic));
        expect(error).toMatchObject({ type: 'wrong-expected-version', streamName: name });
        expect(error['actualVersion'] ?? error['actualState']).toBe(2n);
      }
      expect(numbers(await all(subject.client.readStream(name)))).toEqual([1, 2, 3]);
    });

    test('that is repeated with the same ids is answered with the first result', async () => {
      const name = subject.stream();
      const events = [subject.event(1), subject.event(2)];
      const first = await subject.append(name, NO_STREAM, events, classic);
      await subject.append(name, 1n, [subject.event(3)], classic);
      for (const expected of [NO_STREAM, ANY] as const) {
        expect(await subject.append(name, expected, events, classic)).toMatchObject({
          nextExpectedRevision: first.nextExpectedRevision,
          position: first.position,
        });
      }
      expect(await all(subject.client.readStream(name))).toHaveLength(3);
    });

    test('of more than 1 MiB is refused by name and the connection goes on', async () => {
      const name = subject.stream();
      const large = (bytes: number) =>
        subject.library.jsonEvent({ type: 'Large', data: { text: 'x'.repeat(bytes) } });
      await expect(subject.append(name, ANY, [large(1_100_000)], classic)).rejects.toMatchObject({
        type: 'maximum-append-size-exceeded',
        maxAppendSize: 1_048_576,
      });
      await subject.append(name, ANY, [large(1_000_000)], classic);
      expect(await all(subject.client.readStream(name))).toHaveLength(1);
    });

    test('to a tombstoned stream is refused by name', async () => {
      const name = subject.stream();
      await subject.append(name, ANY, [subject.event(1)], classic);
      await subject.client.tombstoneStream(name);
      await expect(subject.append(name, ANY, [subject.event(2)], classic)).rejects.toMatchObject({
        type: 'stream-deleted',
      });
      await expect(all(subject.client.readStream(name))).rejects.toMatchObject({ type: 'stream-deleted' });
    });
  });

  test('a batch larger than a message arrives whole, in chunks', async () => {
    const name = subject.stream();
    const events = Array.from({ length: 2_000 }, (_, n) => subject.event(n));
    await subject.client.appendToStream(name, events, { batchAppendSize: 10_000 });
    expect(numbers(await all(subject.client.readStream(name)))).toEqual(events.map((_, n) => n));
  });

  test('a hundred appends at once are all answered, each with its own revision', async () => {
    const name = subject.stream();
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, n) => subject.append(name, ANY, [subject.event(n)])),
    );
    expect(new Set(results.map(({ nextExpectedRevision }) => nextExpectedRevision)).size).toBe(100);
  });
}
