import { parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { breakGlass, GLASS_MAX, type BreakGlassEvent } from './break-glass.ts';

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

test('the glass of one incident is broken a limited number of times', () =>
  given(breakGlass, Array<BreakGlassEvent>(GLASS_MAX).fill(broken))
    .when(breaking)
    .expects('TooManyBreakings'));
