import { openFairLimiter } from './fair-limiter.ts';

test('of one key few are inside at a time, and the others come in between', async () => {
  const limiter = openFairLimiter({ atATime: 3, perKey: 2 });
  const order: string[] = [];
  const leaves: (() => void)[] = [];
  const come = (key: string) =>
    void limiter.enter(key).then((leave) => {
      order.push(key);
      leaves.push(leave);
    });
  for (let n = 0; n < 6; n++) come('greedy');
  await settled();
  come('other');
  await settled();
  expect(order).toEqual(['greedy', 'greedy', 'other']);
  come('third');
  for (let n = 0; n < 6; n++) {
    leaves.shift()?.();
    await settled();
    expect(limiter.counts().inside).toBeLessThanOrEqual(3);
  }
  expect(order.filter((key) => key === 'greedy')).toHaveLength(6);
  expect(order.indexOf('third')).toBeLessThan(order.lastIndexOf('greedy'));
  for (const leave of leaves) leave();
  expect(limiter.counts()).toEqual({ inside: 0, waiting: 0 });
});

test('who gives up waits no longer, and takes no place', async () => {
  const limiter = openFairLimiter({ atATime: 1, perKey: 1 });
  const leave = await limiter.enter('a');
  const stopping = new AbortController();
  const second = limiter.enter('a', stopping.signal);
  stopping.abort();
  (await second)();
  expect(limiter.counts()).toEqual({ inside: 1, waiting: 0 });
  leave();
  await expect(limiter.run('a', () => Promise.reject(new Error('fails')))).rejects.toThrow('fails');
  expect(await limiter.run('a', () => Promise.resolve('works'))).toBe('works');
  expect(limiter.counts()).toEqual({ inside: 0, waiting: 0 });
});

const settled = () => new Promise((resolve) => setImmediate(resolve));
