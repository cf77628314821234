import { clockFrom, clockIn } from './clock.ts';

test('a day begins at 00:00, by the clock of the place', () => {
  const midnight = Date.UTC(2026, 10, 27, 6, 5, 9);
  expect(clockIn(midnight, 'America/Mexico_City')).toBe('00:05');
  expect(clockIn(midnight, 'America/Mexico_City', true)).toBe('00:05:09');
  expect(clockIn(midnight, 'America/Tijuana')).toBe('22:05');
});

test('what was on another day says on which, by the days of the place', () => {
  const evening = '2026-11-27T23:50:00-06:00';
  const from = (now: string, timeZone = 'America/Mexico_City') =>
    clockFrom(Date.parse(now), evening, { language: 'es-MX', timeZone });
  expect(from('2026-11-27T23:59:00-06:00')).toBe('23:50');
  expect(from('2026-11-28T00:01:00-06:00')).toBe('27 nov, 23:50');
  expect(from('2026-11-28T00:01:00-06:00', 'America/Tijuana')).toBe('21:50');
});

test('what was in another year says in which, on the same day of it, too', () => {
  const now = Date.parse('2026-11-27T20:00:00-06:00');
  const from = (at: string) => clockFrom(now, at, { language: 'es-MX', timeZone: 'America/Mexico_City' });
  expect(from('2025-11-27T19:50:00-06:00')).toBe('27 nov 2025, 19:50');
  expect(from('2027-01-01T05:00:00Z')).toBe('31 dic, 23:00');
  expect(from('2027-01-01T06:00:00Z')).toBe('1 ene 2027, 00:00');
});
