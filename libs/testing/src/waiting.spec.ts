import { eventually, nothingGoesOn, until, within } from './waiting.ts';

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

test('who does not answer is given up, and what was asked is named', async () => {
  const never = eventually(() => new Promise<string>(() => undefined), 'an answer', { timeoutMs: 200 });
  await expect(never).rejects.toThrow('not within 200 ms: an answer; question 1 has no answer yet');
});

test('a condition that nobody has named is told in its own words', async () => {
  const seen: string[] = [];
  const never = until(() => seen.length > 3, undefined, { timeoutMs: 200 });
  await expect(never).rejects.toThrow('not within 200 ms: () => seen.length > 3; asked ');
});

test('what came while the thread stood still is not late', async () => {
  const [coming, standstill] = [new Promise((resolve) => setImmediate(resolve, 'here')), 100];
  const read = within(coming, 'what comes', { timeoutMs: standstill / 2 });
  nothingGoesOn(standstill);
  expect(await read).toBe('here');
});
