import { freshAt, type Sighting } from './sightings.ts';

const MINUTE_MS = 60_000;
const NOW = Date.parse('2026-11-14T21:00:00-06:00');
const seenAgo = (minutes: number): Sighting => ({ lat: 19.4, lon: -99.1, atMs: NOW - minutes * MINUTE_MS });

test('a unit that has been silent for half an hour is nowhere, however long a room has been open', () => {
  const seen = new Map([
    ['u-1', seenAgo(0)],
    ['u-2', seenAgo(30)],
    ['u-3', seenAgo(31)],
    ['u-4', seenAgo(-1)],
  ]);
  expect([...freshAt(seen, NOW).keys()]).toEqual(['u-1', 'u-2', 'u-4']);
  expect([...freshAt(seen, NOW + 2 * MINUTE_MS).keys()]).toEqual(['u-1', 'u-4']);
});
