import { setTimeout as sleep } from 'node:timers/promises';
import { isOld, watchLine } from './line.ts';

const TERMS = { silenceMs: 60, hangUpMs: 240, turnMs: 60 } as const;

function watched() {
  const given = { up: 0 };
  const watch = watchLine(() => given.up++, TERMS);
  return { watch, given };
}

test('a line is open once every question was answered over it, and not for another one that is asked later', () => {
  const { watch } = watched();
  const [board, force, detail] = [{}, {}, {}];
  watch.awaits(board);
  watch.awaits(force);
  watch.connected();
  watch.told(board);
  expect(watch.line()).toBe('opening');
  watch.told(force);
  expect(watch.line()).toBe('open');
  watch.awaits(detail);
  expect(watch.line()).toBe('open');
});

test('an answer that comes late is no break: the line is lost until it comes, and the connection goes on', async () => {
  const { watch, given } = watched();
  watch.connected();
  watch.pinged();
  await sleep(TERMS.silenceMs * 2);
  expect(watch.line()).toBe('lost');
  // Data arrived; the answer to the ping is queued behind it.
  watch.heard(false);
  expect(watch.line()).toBe('open');
  await sleep(TERMS.silenceMs * 2);
  expect(watch.line()).toBe('lost');
  watch.heard(true);
  await sleep(TERMS.hangUpMs * 1.5);
  expect([watch.line(), given.up]).toEqual(['open', 0]);
});

test('a connection over which nothing comes is given up once', async () => {
  const { watch, given } = watched();
  watch.connected();
  watch.pinged();
  await sleep(TERMS.hangUpMs * 1.5);
  expect([watch.line(), given.up]).toEqual(['lost', 1]);
  watch.closed({ isTurn: false });
  await sleep(TERMS.hangUpMs);
  expect(given.up).toBe(1);
});

test('after a break what is shown is old until it was told anew', () => {
  const { watch } = watched();
  const board = {};
  watch.connected();
  watch.closed({ isTurn: false });
  watch.awaits(board);
  watch.connected();
  watch.heard(false);
  expect(watch.line()).toBe('lost');
  watch.told(board);
  expect(watch.line()).toBe('open');
});

test('while something shown is not answered for now, it is old on a line that stands', () => {
  const { watch } = watched();
  const [board, force] = [{}, {}];
  watch.connected();
  watch.missed(board);
  watch.missed(force);
  expect([watch.line(), isOld(watch.line())]).toEqual(['unanswered', true]);
  watch.told(board);
  expect(watch.line()).toBe('unanswered');
  watch.closed({ isTurn: false });
  watch.awaits(board);
  expect([watch.line(), isOld(watch.line())]).toEqual(['lost', true]);
  watch.connected();
  expect(watch.line()).toBe('unanswered');
  watch.told(force);
  expect(watch.line()).toBe('unanswered');
  watch.told(board);
  expect([watch.line(), isOld(watch.line())]).toEqual(['open', false]);
});

test('a connection that ends with its token has a moment for the next one', async () => {
  const { watch } = watched();
  watch.connected();
  watch.closed({ isTurn: true });
  expect(watch.line()).toBe('open');
  watch.connected();
  await sleep(TERMS.turnMs * 2);
  expect(watch.line()).toBe('open');
  watch.closed({ isTurn: true });
  await sleep(TERMS.turnMs * 2);
  expect(watch.line()).toBe('lost');
});
