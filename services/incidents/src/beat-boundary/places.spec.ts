import { idFor, type RecordedEvent, uuidv5 } from '@proximidad/eventsourcing';
import { openReadModels, type ReadModels } from '@proximidad/readmodel';
import { beatBoundary, type BoundaryEvent, boundaryIdOf } from './beat-boundary.ts';
import { boundaries } from './boundaries.ts';
import { openPlaces, type Places } from './places.ts';

const west = { lon: -99.095, lat: 19.355 };
const east = { lon: -99.075, lat: 19.355 };
const square = (from: number): BoundaryEvent & { type: 'BeatBoundaryNoted' } => ({
  ...{ type: 'BeatBoundaryNoted', beatId: '', code: '', edition: '', municipality: '09007', version: 1 },
  validFrom: null,
  polygon: {
    type: 'Polygon',
    coordinates: [
      [
        [from, 19.35],
        [from + 0.01, 19.35],
        [from + 0.01, 19.36],
        [from, 19.36],
        [from, 19.35],
      ],
    ],
  },
});

let readModels: ReadModels;
let places: Places;
let position: number;

beforeEach(() => {
  const families = { [beatBoundary.category]: beatBoundary.events };
  readModels = openReadModels({ file: ':memory:', models: [boundaries], families });
  places = openPlaces(readModels);
  position = 0;
});
afterEach(() => {
  places.close();
  readModels.close();
});

const beatIdOf = (entity: string, edition: string, code: string) => idFor(entity, 'beat', edition, code);

function apply({ type, ...data }: BoundaryEvent, ms = 0) {
  position += 1;
  const id = boundaryIdOf(data.beatId.slice(0, 2), data.beatId);
  const event = {
    id: uuidv5(position),
    stream: `beatboundary_${id}`,
    revision: position,
    position,
    type,
    data,
  };
  const version = type === 'BeatBoundaryNoted' ? 2 : 1;
  const metadata = { version, occurredAt: { ms, offsetMin: 0 }, jurisdiction: { entity: '09' } };
  readModels.apply([{ ...event, recordedAt: position, metadata } as unknown as RecordedEvent]);
}

function note(edition: string, code: string, from: number, entity = '09') {
  const beatId = beatIdOf(entity, edition, code);
  apply({ ...square(from), beatId, code, edition, municipality: `${entity}007` });
  return beatId;
}

const find = (sought: Omit<Parameters<Places['find']>[0], 'entity'>) =>
  places.find({ entity: '09', ...sought });

test('a point is in the newest edition that contains it', () => {
  note('2016', 'IZT-2.3.1', -99.1);
  const newer = note('2023', 'IZP-6.1.4', -99.1);
  const only = note('2016', 'IZT-2.3.2', -99.08);
  expect(find({ point: west })).toEqual({
    ...{ municipality: '09007', beatId: newer, basis: 'POINT', rural: false },
  });
  expect(find({ point: east })).toMatchObject({ beatId: only, basis: 'POINT' });
});

test('a boundary noted or redrawn a moment ago counts', () => {
  expect(find({ point: west }).basis).toBe('UNKNOWN');
  const beatId = note('2023', 'IZP-6.1.4', -99.1);
  expect(find({ point: west }).beatId).toBe(beatId);
  apply({ ...square(-99.08), beatId, code: 'IZP-6.1.4', edition: '2023', version: 2 });
  expect(find({ point: west }).beatId).toBeNull();
  expect(find({ point: east }).beatId).toBe(beatId);
});

test('a point outside every beat falls back on the code in its edition, then on the municipality', () => {
  const beatId = note('2016', 'IZT-2.3.1', -99.1);
  const outside = { point: { lon: -98, lat: 19 } };
  const named = { beatCode: 'IZT-2.3.1', beatEdition: '2016', municipality: '09015' };
  expect(find({ ...outside, ...named })).toEqual({
    ...{ municipality: '09007', beatId, basis: 'BEAT_CODE', rural: false },
  });
  expect(find({ ...outside, ...named, beatEdition: '2023' })).toEqual({
    ...{ municipality: '09015', beatId: null, basis: 'MUNICIPALITY', rural: false },
  });
  expect(find({ ...outside, ...named, beatEdition: null }).basis).toBe('MUNICIPALITY');
  expect(find(outside)).toEqual({
    ...{ municipality: '09999', beatId: null, basis: 'UNKNOWN', rural: false },
  });
  expect(find({ municipality: '09999' }).basis).toBe('UNKNOWN');
});

test('a code that beats of several towns have names the one of the town, whichever was noted last', () => {
  const [one, other] = ['09003', '09015'].map((town, n) => {
    const beatId = idFor('09', 'beat', town, '2023', '1');
    apply({ ...square(-99.1 + n / 50), beatId, code: '1', edition: '2023', municipality: town });
    return beatId;
  });
  const named = { beatCode: '1', beatEdition: '2023' };
  const anew = openPlaces(readModels);
  for (const { find: among } of [places, anew]) {
    const found = (municipality: string) => among({ entity: '09', ...named, municipality });
    expect([found('09003'), found('09015')]).toMatchObject([{ beatId: one }, { beatId: other }]);
    expect(found('09007')).toMatchObject({ beatId: null, basis: 'MUNICIPALITY', municipality: '09007' });
  }
  anew.close();
});

test('a closed beat contains no points, but its code still names it', () => {
  const beatId = note('2023', 'IZP-6.1.4', -99.1);
  expect(find({ point: west }).beatId).toBe(beatId);
  apply({ type: 'BeatClosureNoted', beatId, validFrom: { ms: 0, offsetMin: 0 } });
  expect(find({ point: west }).beatId).toBeNull();
  expect(find({ beatCode: 'IZP-6.1.4', beatEdition: '2023' }).beatId).toBe(beatId);
});

test('B15: a fact lies in the beat that contained its place when it happened', () => {
  const time = (hour: number) => ({ ms: hour * 3_600_000, offsetMin: -360 });
  const beatId = note('2023', 'IZP-6.1.4', -99.1);
  const other = note('2023', 'IZP-6.1.5', -99.08);
  const drawn = { code: 'IZP-6.1.4', edition: '2023', municipality: '09015', version: 2 };
  apply({ ...square(-99.08), ...drawn, beatId, validFrom: time(10) });
  apply({ type: 'BeatClosureNoted', beatId: other, validFrom: time(10) });
  const at = (point: typeof west, hour: number) => find({ point, at: time(hour) });
  expect(at(west, 9)).toMatchObject({ beatId, municipality: '09007' });
  expect(at(west, 10).beatId).toBeNull();
  expect(at(east, 9).beatId).toBe(other);
  expect(at(east, 10)).toMatchObject({ beatId, municipality: '09015' });
  expect(find({ point: east })).toMatchObject({ beatId, municipality: '09015' });
  expect(find({ beatCode: 'IZP-6.1.4', beatEdition: '2023', at: time(9) }).municipality).toBe('09007');
});

test('B15: of two beats on the same ground, one drawn since does not contain what happened before', () => {
  const before = note('2023', 'IZP-6.1.4', -99.1);
  apply({ type: 'BeatClosureNoted', beatId: before, validFrom: { ms: 10, offsetMin: 0 } });
  const after = ['1', '2', '3'].map((code) => {
    const beatId = beatIdOf('09', '2026', code);
    apply({ ...square(-99.1), beatId, code, edition: '2026', municipality: '09007' }, 20);
    return beatId;
  });
  const at = (ms: number) => find({ point: west, at: { ms, offsetMin: 0 } }).beatId;
  expect(at(9)).toBe(before);
  expect([10, 20].map(at).every((beatId) => after.includes(beatId!))).toBe(true);
});

test('the beats of another entity are not used', () => {
  note('2023', 'IZP-6.1.4', -99.1, '15');
  expect(find({ point: west, beatCode: 'IZP-6.1.4', beatEdition: '2023' }).basis).toBe('UNKNOWN');
});

test('places that were noted before the process began are known', () => {
  const beatId = note('2023', 'IZP-6.1.4', -99.1);
  const anew = openPlaces(readModels);
  expect(anew.find({ entity: '09', point: west }).beatId).toBe(beatId);
  anew.close();
});
