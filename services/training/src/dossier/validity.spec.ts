import { parseDateTime } from '@proximidad/eventsourcing';
import { addMonths } from './validity.ts';

describe('validity', () => {
  test.each([
    ['2026-11-13T18:00:00.000-06:00', 36, '2029-11-13T18:00:00.000-06:00'],
    ['2026-01-31T08:00:00.000-06:00', 1, '2026-02-28T08:00:00.000-06:00'],
    ['2028-02-29T23:30:00.000-06:00', 12, '2029-02-28T23:30:00.000-06:00'],
    ['2026-10-31T23:59:59.999-06:00', 4, '2027-02-28T23:59:59.999-06:00'],
    ['2022-07-01T10:00:00.000-05:00', 36, '2025-07-01T10:00:00.000-06:00'],
  ])('%s and %i months is %s', (from, months, until) =>
    expect(addMonths(parseDateTime(from), months, 'America/Mexico_City')).toEqual(parseDateTime(until)),
  );

  test.each([
    ['2026-03-09T10:00:00.000-07:00', 36, '2029-03-09T10:00:00.000-08:00'],
    ['2026-11-13T18:00:00.000-08:00', 6, '2027-05-13T18:00:00.000-07:00'],
    // On 14 March 2027 clocks in Tijuana show no time from two to three.
    ['2027-02-14T02:30:00.000-08:00', 1, '2027-03-14T03:30:00.000-07:00'],
  ])('where clocks are changed, %s and %i months is %s', (from, months, until) =>
    expect(addMonths(parseDateTime(from), months, 'America/Tijuana')).toEqual(parseDateTime(until)),
  );
});
