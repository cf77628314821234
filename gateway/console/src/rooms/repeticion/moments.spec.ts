import { momentOf, stepOf, wallClock } from './moments.ts';

test('yesterday at nine is nine by the clock of the place, in summer and where the hour still changes', () => {
  for (const [zone, utc] of [
    ['America/Mexico_City', '2026-11-26T03:00:00Z'],
    ['America/Cancun', '2026-11-26T02:00:00Z'],
    ['America/Tijuana', '2026-11-26T05:00:00Z'],
  ] as const) {
    expect(momentOf('2026-11-25T21:00', zone)).toBe(Date.parse(utc));
    expect(wallClock(Date.parse(utc), zone)).toBe('2026-11-25T21:00');
  }
  expect(momentOf('2026-07-01T21:00', 'America/Tijuana')).toBe(Date.parse('2026-07-02T04:00:00Z'));
  expect(momentOf('', 'America/Tijuana')).toBeUndefined();
});

test('an arrow steps a minute, finer with Shift and further with Alt', () => {
  const keys = { shiftKey: false, altKey: false };
  expect([stepOf(keys), stepOf({ ...keys, shiftKey: true }), stepOf({ ...keys, altKey: true })]).toEqual([
    ...[60_000, 5_000, 900_000],
  ]);
});
