import { momentWithin } from './moment-within.ts';

const span = { from: '2026-12-01T14:00:30Z', until: '2026-12-01T16:00:00Z' };
const shown = (now: string) => momentWithin(span, Date.parse(now), 'America/Mexico_City');

test('within the span it is the last full minute', () => {
  expect(shown('2026-12-01T15:20:45Z')).toBe('2026-12-01T09:20');
});

test('before the span it is its first full minute, after it the last', () => {
  expect(shown('2026-12-01T13:00:00Z')).toBe('2026-12-01T08:01');
  expect(shown('2026-12-02T00:00:00Z')).toBe('2026-12-01T09:59');
});
