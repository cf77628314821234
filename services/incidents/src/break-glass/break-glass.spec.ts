import { parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { breakGlass, GLASS_MAX, GLASS_OF_ONE_MAX, type BreakGlassEvent } from './break-glass.ts';

const now = parseDateTime('2026-11-14T10:00:00-06:00');
const by = { subject: 'dev:operator-09', reason: 'LIFE_AT_RISK' } as const;
const breaking = { type: 'BreakGlass', ...by, now, at: now } as const;
const broken: BreakGlassEvent = {
  ...{ type: 'GlassBroken', ...by, brokenAt: now },
  until: parseDateTime('2026-11-14T10:15:00-06:00'),
};

test('breaking the glass opens the data for 15 minutes by the platform’s clock, again each time', () => {
  given(breakGlass, []).when(breaking).expects([broken]);
  given(breakGlass, [broken]).when(breaking).expects([broken]);
});

test('one person breaks the glass of an incident a limited number of times, and takes nothing from others', () => {
  const own = Array<BreakGlassEvent>(GLASS_OF_ONE_MAX).fill(broken);
  given(breakGlass, own).when(breaking).expects('BrokenTooOften');
  const others = Array<BreakGlassEvent>(100).fill({ ...broken, subject: 'dev:operator-of-another-desk' });
  given(breakGlass, others).when(breaking).expects([broken]);
});

test('the glass of one incident is broken a limited number of times by all together', () => {
  const byMany = Array.from({ length: GLASS_MAX }, (_, n) => ({ ...broken, subject: `dev:operator-${n}` }));
  given(breakGlass, byMany).when(breaking).expects('TooManyBreakings');
});
