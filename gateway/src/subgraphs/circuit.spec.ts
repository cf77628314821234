import fc from 'fast-check';
import { circuit, FAILURES_MAX, OPEN_MS } from './circuit.ts';

const broken = (now: number) => {
  const breaker = circuit();
  for (let i = 0; i < FAILURES_MAX; i++) breaker.failed(now, now);
  return breaker;
};

test('a success in between starts the count again', () => {
  const breaker = circuit();
  for (let i = 0; i < FAILURES_MAX * 2; i++) {
    breaker.failed(i, i);
    if (i % 2 === 0) breaker.succeeded(i);
  }
  expect(breaker.admits(0)).toBe(true);
});

test('H5 what was sent before something was answered says nothing: one that asks for too much keeps nobody away', () => {
  const breaker = circuit();
  breaker.succeeded(9_999);
  for (let i = 0; i < FAILURES_MAX * 10; i++) breaker.failed(10_000, 0);
  expect(breaker.admits(10_000)).toBe(true);
  for (let i = 0; i < FAILURES_MAX; i++) breaker.failed(20_000, 10_000);
  expect(breaker.admits(20_000)).toBe(false);
});

test('after the failures in a row nobody is let through until the time is over, then one', () => {
  const breaker = broken(0);
  expect(breaker.admits(OPEN_MS - 1)).toBe(false);
  expect(breaker.admits(OPEN_MS)).toBe(true);
  expect(breaker.admits(OPEN_MS)).toBe(false);
});

test('the one who is let through opens it for all, or closes it again for the whole time', () => {
  const healed = broken(0);
  healed.admits(OPEN_MS);
  healed.succeeded(OPEN_MS);
  expect([healed.admits(OPEN_MS), healed.admits(OPEN_MS)]).toEqual([true, true]);
  const still = broken(0);
  still.admits(OPEN_MS);
  still.failed(OPEN_MS, OPEN_MS);
  expect(still.admits(OPEN_MS * 2 - 1)).toBe(false);
  expect(still.admits(OPEN_MS * 2)).toBe(true);
});

test('a subgraph that answers again is found again, whatever happened before', () => {
  const steps = fc.array(fc.constantFrom('ask', 'wait'), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (history) => {
      const breaker = circuit();
      let now = 0;
      for (const step of history) {
        if (step === 'wait') now += OPEN_MS / 3;
        else if (breaker.admits(now)) breaker.failed(now, now);
      }
      now += OPEN_MS;
      expect(breaker.admits(now)).toBe(true);
      breaker.succeeded(now);
      expect(breaker.state).toBe('closed');
    }),
  );
});
