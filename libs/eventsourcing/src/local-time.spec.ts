import fc from 'fast-check';
import { instantAt, localDate, localDateAt } from './local-time.ts';

/** Zones with offsets of half an hour, with odd offsets before standard time, and with changes of the clock. */
const ZONES = ['America/Mexico_City', 'America/Tijuana', 'America/Caracas', 'Asia/Kolkata', 'Europe/Madrid'];
const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
/** From 1890 to 2100. */
const days = fc.integer({ min: -29_219, max: 47_482 });

test('about midnight it is the date that the wall clock of the zone shows, whatever was asked before', () => {
  fc.assert(
    fc.property(
      days,
      fc.constantFrom(...ZONES),
      fc.nat(QUARTER_MS),
      fc.nat(QUARTER_MS),
      (day, zone, beforeMs, afterMs) => {
        const midnight = day * DAY_MS - instantAt(day * DAY_MS, zone).offsetMin * 60_000;
        for (const ms of [midnight - beforeMs, midnight + afterMs])
          expect(localDateAt(ms, zone)).toBe(localDate(instantAt(ms, zone)));
      },
    ),
    { numRuns: 2_000 },
  );
});
