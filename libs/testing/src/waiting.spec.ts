import { eventually, until } from './waiting.ts';

test('what comes at once is returned at once, asked for once', async () => {
  let asked = 0;
  expect(await eventually(() => ++asked, 'an answer')).toBe(1);
});

test('what does not come is asked for less and less often, and then named', async () => {
  let asked = 0;
  const never = eventually(() => void asked++, 'what never comes', { timeoutMs: 1_000 });
  await expect(never).rejects.toThrow('not within 1000 ms: what never comes');
  expect(asked).toBeLessThan(20);
});

test('what comes later is found', async () => {
  const from = performance.now();
  await until(() => performance.now() - from > 300);
  expect(performance.now() - from).toBeLessThan(10_000);
});
