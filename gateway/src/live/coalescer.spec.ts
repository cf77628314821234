import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { delayFor, openCoalescer } from './coalescer.ts';

const LAG_MS = 50;

test('a loop that comes round in time makes nobody wait, one that is late gathers for a tenth of a second', () => {
  expect([0, 5, 8].map(delayFor)).toEqual([0, 0, 0]);
  expect([10, 33, 5_000].map(delayFor)).toEqual([8, 100, 100]);
});

test('work is done in order, when the loop has come round', async () => {
  const next = openCoalescer().group();
  const done: string[] = [];
  next(() => {
    done.push('a');
    next(() => done.push('c'));
  });
  next(() => done.push('b'));
  expect(done).toEqual([]);
  await nextTurn();
  expect(done).toEqual(['a', 'b']);
  await nextTurn();
  expect(done).toEqual(['a', 'b', 'c']);
});

test('work of a loop that is late is put off, none of it is lost, and a loop in time again does it at once', async () => {
  let lag = LAG_MS;
  let clock = 0;
  const next = openCoalescer(() => (clock += lag)).group();
  const turned = () => new Promise<void>((resolve) => next(resolve));
  for (let n = 0; n < 20; n++) await turned();
  const done: number[] = [];
  for (let n = 0; n < 100; n++) next(() => done.push(n));
  await sleep(delayFor(LAG_MS) / 2);
  expect(done).toEqual([]);
  while (done.length < 100) await nextTurn();
  expect(done).toEqual(Array.from({ length: 100 }, (_, n) => n));
  lag = 0;
  for (let n = 0; n < 20; n++) await turned();
  next(() => done.push(100));
  await nextTurn();
  expect(done).toHaveLength(101);
});
