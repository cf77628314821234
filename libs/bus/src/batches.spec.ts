import { setTimeout as sleep } from 'node:timers/promises';
import { batches, parts } from './batches.ts';

async function* numbers(count: number, gapEvery: number) {
  for (let n = 1; n <= count; n++) {
    if (n % gapEvery === 0) await sleep(5);
    yield n;
  }
}

test('what is at hand comes together, at most so many, and nothing is lost or moved', async () => {
  const seen: (readonly number[])[] = [];
  for await (const batch of batches(numbers(25, 10), 4)) seen.push(batch);
  expect(seen.flat()).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  expect(Math.max(...seen.map((batch) => batch.length))).toBe(4);
});

test('a failing source fails the reader after what came before it', async () => {
  async function* failing() {
    yield 1;
    await sleep(5);
    throw new Error('cut');
  }
  const seen: number[] = [];
  const reading = async () => {
    for await (const batch of batches(failing(), 4)) seen.push(...batch);
  };
  await expect(reading()).rejects.toThrow('cut');
  expect(seen).toEqual([1]);
});

test('whoever stops reading is not held up by a source that has nothing more to say', async () => {
  async function* silent() {
    yield 1;
    await new Promise(() => undefined);
  }
  for await (const batch of batches(silent(), 4)) {
    expect(batch).toEqual([1]);
    break;
  }
});

test('parts keep the order and stay within their bytes, whatever the letters; what is larger comes alone', () => {
  const values = ['ñ', 'n', 'n', 'long'.repeat(5), 'ñ', 'ñ', 'ñ'];
  expect(parts(values, 10)).toEqual([['ñ', 'n', 'n'], ['long'.repeat(5)], ['ñ', 'ñ'], ['ñ']]);
  expect(parts([], 10)).toEqual([]);
});
