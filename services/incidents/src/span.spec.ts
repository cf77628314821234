import { formatInstant, parseDateTime } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { spanOf } from './span.ts';

const at = (text: string) => parseDateTime(text);
const clock = at('2026-11-14T15:30:00-06:00').ms;
const operator: Subject = { id: 'o', role: 'operator', purpose: 'DISPATCH', entity: '09' };
const analyst: Subject = { id: 'a', role: 'analyst', purpose: 'STATISTICS' };
const asked = { entity: '09', from: at('2026-11-12T22:10:00-06:00'), to: at('2026-11-14T15:20:00-06:00') };
const spanFor = (subject: Subject, change: object = {}, now = clock) =>
  spanOf({ ...asked, ...change }, ['incident'], { subject, cut: { at: undefined, clock: now } });
const bounds = ({ hours }: ReturnType<typeof spanOf>) =>
  [hours[0]!, hours.at(-1)! + 3_600_000].map((ms) => formatInstant({ ms, offsetMin: -360 }).slice(0, 16));

test('for the caller’s own place the requested hours are given', () => {
  const span = spanFor(operator);
  expect(bounds(span)).toEqual(['2026-11-12T22:00', '2026-11-14T16:00']);
  expect(span.isOwn).toBe(true);
});

test.each([
  ['2026-11-14T15:20:00-06:00', '2026-11-13T00:00'],
  ['2026-11-14T00:00:00-06:00', '2026-11-13T00:00'],
  ['2026-11-13T23:59:59-06:00', '2026-11-12T00:00'],
  ['2026-11-19T00:00:00-06:00', '2026-11-13T00:00'],
])('of others, up to %s, one day is told that is over: from %s', (to, from) => {
  const span = spanFor(analyst, { to: at(to) });
  expect(bounds(span)[0]).toBe(from);
  expect([span.hours.length, span.isOwn]).toEqual([24, false]);
});

test('for other places any two spans are the same day or share no hour', () => {
  const hours = [1, 5, 12, 23, 24, 30, 47].map((n) => {
    const to = at('2026-11-13T00:00:00-06:00');
    return spanFor(analyst, { to: { ...to, ms: to.ms + n * 3_600_000 } }).hours;
  });
  for (const one of hours)
    for (const other of hours) {
      const shared = one.filter((hour) => other.includes(hour)).length;
      expect([0, 24]).toContain(shared);
    }
});

test('for other places parts of an entity are not given, and a span ends after it begins', () => {
  expect(() => spanFor(analyst, { municipality: '09007' })).toThrow('whole `entity`');
  expect(spanFor(operator, { municipality: '09007' }).place).toBe('09007');
  expect(() => spanFor(operator, { to: asked.from })).toThrow('ends before it begins');
});
