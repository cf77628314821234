import { RETENTION, spanBegin, spanEnd } from './retention.ts';
import { type DayOfRest, DaysOfRest, RESTS_OF } from './days-of-rest.ts';
import { addWorkingDays, isWorkingDay } from './working-days.ts';

const law = { entity: '09', own: [] };

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
])('%s is a working day: %s', (date, works) => expect(isWorkingDay(date, law)).toBe(works));

test('twenty working days leave out weekends and days of rest', () => {
  expect(addWorkingDays('2026-11-13', 1, law)).toBe('2026-11-17');
  expect(addWorkingDays('2026-10-19', 20, law)).toBe('2026-11-17');
  expect(addWorkingDays('2026-11-17', 10, law)).toBe('2026-12-01');
  expect(addWorkingDays('2026-11-14', 0, law)).toBe('2026-11-14');
  expect(() => addWorkingDays('2026-11-14', -1, law)).toThrow('not a term');
});

const YEAR = Array.from({ length: 365 }, (_, day) =>
  new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
);
const weekend = (date: string) => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
const rests = (entity: string, own: readonly DayOfRest[] = []) =>
  YEAR.filter((date) => !weekend(date) && !isWorkingDay(date, { entity, own }));
/** 2026, by the law that applies to all: 1 May is a Friday, 16 September a Wednesday, 25 December a Friday. */
const FEDERAL = [
  '2026-01-01',
  '2026-02-02',
  '2026-03-16',
  '2026-05-01',
  '2026-09-16',
  '2026-11-16',
  '2026-12-25',
];

test('over a year the days that the law sets are left out, and those of the entity itself', () => {
  expect(rests('09')).toEqual(FEDERAL);
  expect(rests('00')).toEqual([...FEDERAL, '2026-05-05'].toSorted());
  const vacations = ['2026-12-21', '2026-12-22', '2026-12-23', '2026-12-24'];
  const own = vacations.map((date) => ({ entity: '09', date, source: 'an agreement of the entity' }));
  expect(rests('09', own)).toEqual([...FEDERAL, ...vacations].toSorted());
  expect(rests('14', own)).toEqual(FEDERAL);
  expect(addWorkingDays('2026-12-18', 1, { entity: '09', own })).toBe('2026-12-28');
  expect(addWorkingDays('2026-12-18', 1, { entity: '14', own })).toBe('2026-12-21');
});

test('a day that a law moves to a Monday is one while it is known to hold', () => {
  const jalisco = { entity: '14', own: [] };
  expect(['2024-06-10', '2025-06-09', '2026-06-08'].map((date) => isWorkingDay(date, jalisco))).toEqual([
    ...[false, false, true],
  ]);
  expect(
    Object.values(RESTS_OF)
      .flat()
      .every(({ source }) => source.length > 0),
  ).toBe(true);
});

test('a calendar without a working day is an error, and no wait', () => {
  const date = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10);
  const own = Array.from({ length: 15_000 }, (_, day) => ({ entity: '09', date: date(day), source: 'x' }));
  expect(() => addWorkingDays('2026-01-01', 1, { entity: '09', own })).toThrow('no working day in sight');
  expect(DaysOfRest.safeParse(own).success).toBe(false);
});

test('a span of the calendar ends as it begins, leap years too', () => {
  const at = (text: string) => Date.parse(text);
  expect(spanEnd(at('2026-11-26T10:00:00Z'), { years: 2 })).toBe(at('2028-11-26T10:00:00Z'));
  expect(spanEnd(at('2028-02-29T10:00:00Z'), { years: 1 })).toBe(at('2029-03-01T10:00:00Z'));
  expect(spanEnd(at('2026-11-26T10:00:00Z'), { days: 90 })).toBe(at('2027-02-24T10:00:00Z'));
  expect(spanBegin(at('2028-11-26T10:00:00Z'), { years: 2 })).toBe(at('2026-11-26T10:00:00Z'));
});

test('what the law sets says which law', () => {
  for (const [code, { source }] of Object.entries(RETENTION)) {
    expect([code, source === 'default' || source.startsWith('law, ')]).toEqual([code, true]);
  }
});
