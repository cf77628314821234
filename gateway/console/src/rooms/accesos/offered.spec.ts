import { offeredFor } from './offered.ts';

const NOW = Date.parse('2026-12-02T12:00:00Z');
const OPEN = { revoked: false, until: null, asking: null };
const ASKED = { lapsesAt: '2026-12-02T12:00:00Z' };

test('whose end nobody asked for may be asked for, and what waits is confirmed or withdrawn', () => {
  expect([offeredFor(undefined, NOW), offeredFor(OPEN, NOW)]).toEqual([['revoke'], ['revoke']]);
  expect(offeredFor({ ...OPEN, asking: ASKED }, NOW)).toEqual(['confirm', 'withdraw']);
});

test('what nobody confirmed in time is asked for again', () => {
  expect(offeredFor({ ...OPEN, asking: ASKED }, NOW + 1)).toEqual(['revoke', 'withdraw']);
});

test('what has ended is given back, and lasts longer only where it would end by itself', () => {
  const revoked = { ...OPEN, revoked: true };
  expect(offeredFor(revoked, NOW)).toEqual(['reinstate']);
  expect(offeredFor({ ...revoked, until: '2026-12-03T00:00:00Z' }, NOW)).toEqual(['revoke', 'reinstate']);
  expect(offeredFor({ ...revoked, asking: ASKED }, NOW)).toEqual(['confirm', 'withdraw', 'reinstate']);
});
