import { offsetText } from '../words/clock.ts';
import { broughtForward, endOfDay, momentOf, onClockOf, postponed, wallClock } from './wall-clock.ts';

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

test('how far a clock is from UTC is said as it is at that moment', () => {
  const [winter, summer] = [Date.parse('2026-01-15T12:00:00Z'), Date.parse('2026-07-15T12:00:00Z')];
  expect(offsetText(winter, 'America/Mexico_City')).toBe('UTC−6');
  expect([winter, summer].map((ms) => offsetText(ms, 'America/Tijuana'))).toEqual(['UTC−8', 'UTC−7']);
  expect(offsetText(winter, 'Asia/Kolkata')).toBe('UTC+5:30');
});

test('a term by day ends with the day of the place, in a day of 23 hours, too', () => {
  const told = Date.parse('2026-11-15T03:30:00Z');
  expect(endOfDay(told, 1, 'America/Mexico_City')).toBe('2026-11-16T06:00:00.000Z');
  expect(endOfDay(told, 7, 'America/Cancun')).toBe('2026-11-22T05:00:00.000Z');
  expect(endOfDay(Date.parse('2026-03-07T20:00:00Z'), 1, 'America/Tijuana')).toBe('2026-03-09T07:00:00.000Z');
});

test('a term is postponed by days from the day that it ends, or from today where it is overdue', () => {
  const [zone, now] = ['America/Mexico_City', Date.parse('2026-11-15T18:00:00Z')];
  const due = endOfDay(now, 7, zone);
  expect(postponed(due, 1, { zone, nowMs: now })).toBe(endOfDay(now, 8, zone));
  expect(postponed(due, 7, { zone, nowMs: now })).toBe(endOfDay(now, 14, zone));
  const overdue = '2026-11-01T06:00:00.000Z';
  expect(postponed(overdue, 1, { zone, nowMs: now })).toBe(endOfDay(now, 1, zone));
});

test('a term recorded by mistake is brought forward by days, also to one that has passed', () => {
  const [zone, now] = ['America/Tijuana', Date.parse('2026-11-02T18:00:00Z')];
  for (const days of [1, 2, 30])
    expect(broughtForward(endOfDay(now, 1, zone), days, zone)).toBe(endOfDay(now, 1 - days, zone));
});

test('on the clock of another place the moment stays the same', () => {
  const [capital, border] = ['America/Mexico_City', 'America/Tijuana'];
  expect(onClockOf('2026-11-25T21:00', capital, border)).toBe('2026-11-25T19:00');
  expect(onClockOf('', capital, border)).toBe('');
});
