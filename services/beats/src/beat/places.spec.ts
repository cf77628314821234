import { type RecordedEvent, uuidv5 } from '@proximidad/eventsourcing';
import { KEYS_MAX, openReadModels } from '@proximidad/readmodel';
import { beat, beatId } from './beat.ts';
import { beats } from './beats.ts';
import { openPlaces } from './places.ts';

const DEGREES = 0.001;
const validFrom = { ms: 0, offsetMin: -360 };

/** A square of its own for each of many beats. */
function polygonOf(n: number) {
  const [west, south] = [-100 + (n % 100) * DEGREES, 19 + Math.floor(n / 100) * DEGREES];
  const [east, north] = [west + DEGREES, south + DEGREES];
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}
const middleOf = (n: number) => ({
  lon: -100 + ((n % 100) + 0.5) * DEGREES,
  lat: 19 + (Math.floor(n / 100) + 0.5) * DEGREES,
});

test('the map is up to date however many beats were drawn since the last question', () => {
  const readModels = openReadModels({
    file: ':memory:',
    models: [beats],
    families: { [beat.category]: beat.events },
  });
  const places = openPlaces(readModels);
  const { version } = beat.events.BeatDesigned;
  const idOf = (n: number) => beatId('09007', 'auth-09-ssc', '2026', String(n));
  const designed = (n: number) => {
    const data = {
      ...{ code: String(n), edition: '2026', municipality: '09007', authority: 'auth-09-ssc', name: null },
      ...{ polygon: polygonOf(n), areaKm2: 0.01, population: null, validFrom },
    };
    const stored = { id: uuidv5(n), stream: `beat_${idOf(n)}`, revision: 0, position: n, recordedAt: n };
    const metadata = { version, occurredAt: validFrom, jurisdiction: { entity: '09' } };
    return { ...stored, type: 'BeatDesigned', data, metadata } as unknown as RecordedEvent;
  };
  readModels.apply([designed(1)]);
  expect(places.at(middleOf(1))).toEqual([idOf(1)]);
  const last = KEYS_MAX + 2;
  readModels.apply(Array.from({ length: last - 1 }, (_, n) => designed(n + 2)));
  expect(places.at(middleOf(last))).toEqual([idOf(last)]);
  places.close();
  readModels.close();
});
