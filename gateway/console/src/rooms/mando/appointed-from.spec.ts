import { appointedFrom } from './appointed-from.ts';

const NOON = Date.parse('2026-12-02T12:00:00Z');
const [BEFORE, WITHIN] = ['2026-12-01T00:00:00Z', '2026-12-02T12:00:20Z'];
const vacated = { acting: false, vacantSince: WITHIN, tenures: [{ from: BEFORE, until: WITHIN }] };

test('an appointment of the minute in which the post fell vacant begins with the vacancy', () => {
  expect(appointedFrom(NOON, vacated)).toBe(Date.parse(WITHIN));
  expect(appointedFrom(NOON, { ...vacated, vacantSince: null })).toBe(Date.parse(WITHIN));
  const acting = { acting: true, vacantSince: null, tenures: [{ from: WITHIN, until: null }] };
  expect(appointedFrom(NOON, acting)).toBe(Date.parse(WITHIN));
});

test('any other begins when it was told', () => {
  expect(appointedFrom(NOON - 60_000, vacated)).toBe(NOON - 60_000);
  expect(appointedFrom(NOON + 60_000, vacated)).toBe(NOON + 60_000);
  expect(appointedFrom(NOON, undefined)).toBe(NOON);
});
