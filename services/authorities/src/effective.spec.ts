import fc from 'fast-check';
import { continued, type Dated, linkAt, spans } from './effective.ts';

interface Link extends Dated {
  readonly n: number;
}
const chain = fc
  .array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 40 })
  .map((times) =>
    times.reduce<readonly Link[]>(
      (links, ms, n) => continued(links, { n, from: { ms, offsetMin: -360 } }) ?? links,
      [],
    ),
  );

test('a chain has no overlap and no hole: each link ends when the next begins, and only the last goes on', () => {
  fc.assert(
    fc.property(chain, (links) => {
      const all = spans(links);
      for (const [index, { from, until }] of all.entries()) {
        const next = all[index + 1];
        expect(until).toEqual(next?.from ?? null);
        if (until) expect(until.ms).toBeGreaterThan(from.ms);
      }
    }),
  );
});

test('at every moment from the first on exactly one link holds, and before it none', () => {
  fc.assert(
    fc.property(chain, fc.integer({ min: -10, max: 10_010 }), (links, ms) => {
      const holding = spans(links).filter(
        ({ from, until }) => from.ms <= ms && (until === null || ms < until.ms),
      );
      expect(holding).toHaveLength(links[0] && ms >= links[0].from.ms ? 1 : 0);
      expect(linkAt(links, ms)?.n).toBe(holding[0]?.n);
    }),
  );
});

test('what does not begin after the last is no continuation', () => {
  const link = (ms: number) => ({ n: ms, from: { ms, offsetMin: 0 } });
  expect(continued([link(5)], link(5))).toBeUndefined();
  expect(continued([link(5)], link(6))).toHaveLength(2);
});
