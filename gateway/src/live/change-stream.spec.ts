import { until } from '@proximidad/testing/waiting';
import type { FeedChange, FeedLine } from '@proximidad/feed';
import { changeStream, type Place, type Step, TOGETHER_MAX } from './change-stream.ts';
import type { FeedSource, FeedWish } from './feed-source.ts';
import { openFeedBuffers } from './feed-buffers.ts';
import { openFairLimiter } from '@proximidad/cost';

const RIGHTS = { role: 'operator', entity: '09', purpose: 'DISPATCH' } as const;
const TAIL_MAX = 8;
const CATCH_UPS_MAX = 8;

/** A feed as a service gives it, of which a test decides what happens and when it breaks off. */
function feed() {
  const all: FeedChange[] = [];
  const waiting = new Set<() => void>();
  let position = 0;
  let breaks = 0;
  const wishes: FeedWish[] = [];
  const source: FeedSource = {
    service: 'incidents',
    async *lines(wish, _passport, signal): AsyncGenerator<FeedLine> {
      wishes.push(wish);
      const until = breaks;
      let { after } = wish;
      while (!signal.aborted) {
        if (breaks !== until) throw new Error('broken off');
        const end = Math.min(wish.upTo ?? Infinity, position);
        const changes = all.filter((change) => change.position > after && change.position <= end).slice(0, 3);
        after = changes.length === 3 ? changes[2]!.position : Math.max(after, end);
        const over = wish.upTo !== undefined && after >= wish.upTo;
        yield { position: after, changes, ...(over && { end: 'upTo' as const }) };
        if (over) return;
        if (after < position) continue;
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
          signal.addEventListener('abort', () => resolve());
        });
      }
    },
    close: () => Promise.resolve(),
  };
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  return {
    source,
    wishes,
    happens(key: string, entity = '09') {
      position += 10;
      all.push({ type: 'Incident', key, position, after: { entity } });
      wake();
      return position;
    },
    breakOff() {
      breaks++;
      wake();
    },
  };
}

function opened(given: ReturnType<typeof feed>, start: Place = { position: 0 }, head = 0) {
  const stopping = new AbortController();
  const buffers = openFeedBuffers({
    sources: [given.source],
    passportOf: () => Promise.resolve('passport'),
    onTrouble: () => undefined,
    changesMax: TAIL_MAX,
    catchUps: openFairLimiter({ atATime: CATCH_UPS_MAX, perKey: CATCH_UPS_MAX }),
  });
  const stream = () =>
    changeStream({
      ...{
        buffers,
        service: 'incidents',
        rights: RIGHTS,
        owner: 'dev:operator-09',
        start,
        head,
        wish: { types: ['Incident'] },
      },
      wanted: (change) => (change.after?.['entity'] === '09' ? change : undefined),
      signal: stopping.signal,
    });
  return { stream: stream(), another: stream, buffers, stop: () => stopping.abort() };
}

const keysOf = (step: Step | undefined) =>
  step === undefined
    ? ['over']
    : 'lagged' in step
      ? [`lagged ${step.lagged.key}`]
      : step.changes.map(({ key }) => key);

/** As many changes and words, by what they are. */
async function steps(stream: { next(): Promise<Step | undefined> }, count: number): Promise<string[]> {
  const seen: string[] = [];
  while (seen.length < count) seen.push(...keysOf(await stream.next()));
  return seen;
}

test('each change that is wanted comes once and in order, and what is not is passed over', async () => {
  const given = feed();
  const { stream, buffers, stop } = opened(given);
  given.happens('a');
  given.happens('x', '14');
  given.happens('b');
  expect(await steps(stream, 2)).toEqual(['a', 'b']);
  const next = stream.next();
  for (let n = 0; n < 3 * TAIL_MAX; n++) given.happens(`x${n}`, '14');
  given.happens('c');
  expect(keysOf(await next)).toEqual(['c']);
  stop();
  expect(await stream.next()).toBeUndefined();
  buffers.close();
});

test('a reader that stalls is told so once, and then has every change all the same', async () => {
  const given = feed();
  const { stream, buffers, stop } = opened(given);
  given.happens('first');
  expect(await steps(stream, 1)).toEqual(['first']);
  const missed = Array.from({ length: 5 * TAIL_MAX }, (_, n) => `m${n}`);
  for (const key of missed) given.happens(key);
  // The buffer takes three changes a line: it is full once the last has come.
  const { buffer, release } = buffers.take('incidents', RIGHTS, 0);
  await until(() => buffer.changes.at(-1)?.key === missed.at(-1));
  release();
  expect(await steps(stream, 1 + missed.length)).toEqual(['lagged first', ...missed]);
  given.happens('then');
  expect(await steps(stream, 1)).toEqual(['then']);
  stop();
  buffers.close();
});

test('whoever goes on from a place in the middle of a position gets the rest of it', async () => {
  const given = feed();
  const position = given.happens('a');
  const { stream, buffers, stop } = opened(given, { position, key: 'a' });
  given.happens('b');
  expect(await steps(stream, 1)).toEqual(['b']);
  const again = opened(given, { position: position + 10, key: 'a' });
  expect(await steps(again.stream, 1)).toEqual(['b']);
  for (const { buffers: each } of [again, { buffers }]) each.close();
  stop();
  again.stop();
});

test('H5, R8: readers of one subject who have caught up leave their places to those who are still behind', async () => {
  const given = feed();
  given.happens('a');
  const head = given.happens('b');
  const { stream, another, buffers, stop } = opened(given, { position: 0 }, head);
  const readers = [stream, ...Array.from({ length: CATCH_UPS_MAX }, another)];
  for (const reader of readers) expect(await steps(reader, 2)).toEqual(['a', 'b']);
  stop();
  buffers.close();
});

test('a feed that breaks off is asked for again from where it was', async () => {
  const given = feed();
  const { stream, buffers, stop } = opened(given);
  const first = given.happens('a');
  expect(await steps(stream, 1)).toEqual(['a']);
  given.breakOff();
  given.happens('b');
  expect(await steps(stream, 1)).toEqual(['b']);
  expect(given.wishes.at(-1)!.after).toBeGreaterThanOrEqual(first);
  stop();
  buffers.close();
});

test('readers with the same rights share one feed', async () => {
  const given = feed();
  const { stream, another, buffers, stop } = opened(given);
  const second = another();
  given.happens('a');
  expect(await Promise.all([steps(stream, 1), steps(second, 1)])).toEqual([['a'], ['a']]);
  expect(buffers.count()).toBe(1);
  expect(given.wishes).toHaveLength(1);
  stop();
  buffers.close();
});

test('whoever comes back after long has it all without being called slow', async () => {
  const given = feed();
  const missed = Array.from({ length: 5 * TAIL_MAX }, (_, n) => `m${n}`);
  for (const key of missed) given.happens(key);
  const head = given.happens('last');
  const { stream, buffers, stop } = opened(given, { position: 0 }, head);
  expect(await steps(stream, missed.length + 1)).toEqual([...missed, 'last']);
  given.happens('then');
  expect(await steps(stream, 1)).toEqual(['then']);
  stop();
  buffers.close();
});

test('what is at hand comes together, within a limit', async () => {
  const given = feed();
  const { stream, another, buffers, stop } = opened(given);
  const { buffer, release } = buffers.take('incidents', RIGHTS, 0);
  const happens = async (keys: readonly string[]) => {
    for (const key of keys) given.happens(key);
    await until(() => buffer.changes.at(-1)?.key === keys.at(-1));
  };
  await happens(['a', 'b', 'c']);
  expect(keysOf(await stream.next())).toEqual(['a', 'b', 'c']);
  const behind = another();
  const many = Array.from({ length: 2 * TOGETHER_MAX }, (_, n) => `m${n}`);
  await happens(many);
  const seen: string[] = [];
  for (let step = keysOf(await behind.next()); ; step = keysOf(await behind.next())) {
    expect(step.length).toBeLessThanOrEqual(TOGETHER_MAX);
    seen.push(...step);
    if (step.includes(many.at(-1)!)) break;
  }
  expect(seen).toEqual(['a', 'b', 'c', ...many]);
  release();
  stop();
  buffers.close();
});
