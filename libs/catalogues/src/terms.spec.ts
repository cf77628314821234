import { RETENTION, spanBegin, spanEnd } from './retention.ts';
import { addWorkingDays, isWorkingDay } from './working-days.ts';

test.each([
  ['2026-11-13', true],
  ['2026-11-14', false],
  ['2026-11-16', false],
  ['2026-02-02', false],
  ['2026-02-09', true],
  ['2026-03-16', false],
  ['2026-05-01', false],
  ['2026-09-16', false],
  ['2026-12-25', false],
  ['2024-10-01', false],
  ['2025-10-01', true],
  ['2030-10-01', false],
  ['2018-12-01', false],
  ['2027-12-01', true],
])('%s is a working day: %s', (date, works) => expect(isWorkingDay(date)).toBe(works));

test('twenty working days leave out weekends and days of rest', () => {
  expect(addWorkingDays('2026-11-13', 1)).toBe('2026-11-17');
  expect(addWorkingDays('2026-10-19', 20)).toBe('2026-11-17');
  expect(addWorkingDays('2026-11-17', 10)).toBe('2026-12-01');
  expect(addWorkingDays('2026-11-14', 0)).toBe('2026-11-14');
  expect(() => addWorkingDays('2026-11-14', -1)).toThrow('not a term');
});

test('a span of the calendar ends as it begins, leap years too', () => {
  const at = (text: string) => Date.parse(text);
  expect(spanEnd(at('2026-11-26T10:00:00Z'), { years: 2 })).toBe(at('2028-11-26T10:00:00Z'));
  expect(spanEnd(at('2028-02-29T10:00:00Z'), { years: 1 })).toBe(at('2029-03-01T10:00:00Z'));
  expect(spanEnd(at('2026-11-26T10:00:00Z'), { days: 90 })).toBe(at('2027-02-24T10:00:00Z'));
  expect(spanBegin(at('2028-11-26T10:00:00Z'), { years: 2 })).toBe(at('2026-11-26T10:00:00Z'));
});

test('what the law numbers says which law', () => {
  for (const [code, { source }] of Object.entries(RETENTION)) {
    expect([code, source === 'default' || source.startsWith('law, ')]).toEqual([code, true]);
  }
});
