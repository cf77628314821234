import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import { formatInstant, instantAt, instantOfLocal, localDate, parseDateTime } from './index.ts';

const zones = [
  'America/Mexico_City',
  'America/Tijuana',
  'America/Cancun',
  'America/Hermosillo',
  'America/Los_Angeles',
];

test('an instant keeps the wall clock of its place', () => {
  const instant = parseDateTime('2026-11-14T21:37:05.250-06:00');
  expect(instant).toEqual({ ms: Date.parse('2026-11-15T03:37:05.250Z'), offsetMin: -360 });
  expect(formatInstant(instant)).toBe('2026-11-14T21:37:05.250-06:00');
  expect(localDate(instant)).toBe('2026-11-14');
});

test.each([
  ...['2026-11-14', '2026-11-14T21:37:05', '2026-13-14T21:37:05Z', 'yesterday', ''],
  ...[
    '2026-02-29T00:00:00Z',
    '2026-02-30T23:00:00-06:00',
    '2026-04-31T00:30:00+05:30',
    '2026-11-14T24:00:00Z',
  ],
  ...['2026-11-14T21:37:05+14:01', '2026-11-14T21:37:05-15:00'],
  ...['9999-12-31T23:59:59-06:00', '0000-01-01T00:00:00+01:00'],
])('%s is not a date-time', (text) => {
  expect(() => parseDateTime(text)).toThrow(RangeError);
});

test('a date-time in lower case is one of RFC 3339, too', () => {
  expect(parseDateTime('2026-11-14t21:37:05z')).toEqual(parseDateTime('2026-11-14T21:37:05Z'));
  expect(parseDateTime('2026-11-14t21:37:05.25-06:00')).toEqual(
    parseDateTime('2026-11-14T21:37:05.25-06:00'),
  );
});

test('a day that there is once in four years is one', () => {
  expect(parseDateTime('2028-02-29T23:30:00-06:00').ms).toBe(Date.parse('2028-03-01T05:30:00Z'));
});

test('what is written of an instant reads back as the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -840, max: 840 }), (ms, offsetMin) => {
      expect(parseDateTime(formatInstant({ ms, offsetMin }))).toEqual({ ms, offsetMin });
    }),
  );
});

test('a local time reads back as itself, outside the hour that a change skips', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1.3e12, max: 1.9e12 }), fc.constantFrom(...zones), (ms, zone) => {
      const second = Math.floor(ms / 1000) * 1000;
      const instant = instantAt(second, zone);
      const wall = new Date(second + instant.offsetMin * 60_000).toISOString().slice(0, 19);
      const again = instantOfLocal(wall, zone);
      const shown = new Date(again.ms + again.offsetMin * 60_000).toISOString().slice(0, 19);
      expect(shown).toBe(wall);
      expect(second - again.ms === 0 || second - again.ms === 3_600_000).toBe(true);
    }),
    runs(500),
  );
});

test('Mexico City had daylight saving until 2022 and none since', () => {
  expect(instantOfLocal('2016-07-01T12:00:00', 'America/Mexico_City').offsetMin).toBe(-300);
  expect(instantOfLocal('2026-07-01T12:00:00', 'America/Mexico_City').offsetMin).toBe(-360);
  expect(instantOfLocal('2016-04-03T02:30:00', 'America/Mexico_City').ms).toBe(
    Date.parse('2016-04-03T08:30:00Z'),
  );
});

test.each(['2016-02-30T00:00:00', '2016-01-01T24:00:00', '2016-01-01 10:00:00'])(
  '%s is no local time',
  (text) => {
    expect(() => instantOfLocal(text, 'America/Mexico_City')).toThrow(RangeError);
  },
);
