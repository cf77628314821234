import { clockIn } from './clock.ts';

test('a day begins at 00:00, by the clock of the place', () => {
  const midnight = Date.UTC(2026, 10, 27, 6, 5, 9);
  expect(clockIn(midnight, 'America/Mexico_City')).toBe('00:05');
  expect(clockIn(midnight, 'America/Mexico_City', true)).toBe('00:05:09');
  expect(clockIn(midnight, 'America/Tijuana')).toBe('22:05');
});
