import { standingAt } from './standing.ts';

const agreed = { validFrom: '2026-01-01T00:00:00Z', validUntil: '2026-07-01T00:00:00Z', acts: [] };
const [before, within, after] = ['2025-12-31', '2026-03-01', '2026-07-01'].map((day) => Date.parse(day));
const suspended = { act: 'SUSPENDED', reason: 'REVIEW' };

test('an agreement holds from its beginning until its end, exclusive', () => {
  expect([before, within, after].map((ms) => standingAt(agreed, ms!).is)).toEqual([
    ...['coming', 'holds', 'expired'],
  ]);
});

test('a suspension holds until it is resumed or the time is over, and an end for good', () => {
  const acts = [suspended];
  expect(standingAt({ ...agreed, acts }, within!)).toEqual({ is: 'suspended', reason: 'REVIEW' });
  expect(standingAt({ ...agreed, acts }, after!)).toEqual({ is: 'expired' });
  const resumed = [...acts, { act: 'RESUMED', reason: null }];
  expect(standingAt({ ...agreed, acts: resumed }, within!)).toEqual({ is: 'holds' });
  const ended = [...acts, { act: 'ENDED', reason: 'DENOUNCED' }];
  expect(standingAt({ ...agreed, acts: ended }, after!)).toEqual({ is: 'ended', reason: 'DENOUNCED' });
});
