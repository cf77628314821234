import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import type { Polygon } from '@proximidad/geography';
import { given } from '@proximidad/testing/domain';
import { z } from 'zod';
import { beat, beatId, type BeatEvent, REDRAWINGS_MAX } from './beat.ts';
import { overlapping } from './overlap.ts';

type BeatCommand = CommandOf<typeof beat>;

const at = parseDateTime('2026-11-14T10:00:00-06:00');
const later = parseDateTime('2026-11-20T10:00:00-06:00');
const other = idFor('09', 'beat', 'other');
const id = beatId('09007', 'auth-09-ssc', '2023', 'IZP-6.1.4');

/** A square of about 1.1 km a side, this many hundredths of a degree east of a corner. */
const square = (east: number): Polygon => {
  const west = -99.1 + east / 100;
  const ring: [number, number][] = [
    [west, 19.35],
    [west + 0.01, 19.35],
    [west + 0.01, 19.36],
    [west, 19.36],
    [west, 19.35],
  ];
  return { type: 'Polygon', coordinates: [ring] };
};

const named = { code: 'IZP-6.1.4', edition: '2023', municipality: '09007' };
const drawn = {
  ...named,
  authority: 'auth-09-ssc',
  name: 'Santa Cruz Meyehualco',
  polygon: square(0),
  population: 9_500,
};
const design: BeatCommand = { type: 'DesignBeat', at, ...drawn, overlaps: [] };
const designed: BeatEvent = { type: 'BeatDesigned', ...drawn, areaKm2: 1.1666, validFrom: at };
const redraw: BeatCommand = {
  type: 'RedrawBeat',
  at: later,
  polygon: square(0.5),
  reason: 'DEMAND',
  validFrom: later,
  overlaps: [],
};
const redrawn: BeatEvent = {
  type: 'BeatRedrawn',
  ...named,
  version: 2,
  polygon: square(0.5),
  areaKm2: 1.1666,
  reason: 'DEMAND',
  validFrom: later,
};
const close: BeatCommand = {
  type: 'CloseBeat',
  at: later,
  comesBack: false,
  successorBeatIds: [other],
  validFrom: later,
};
const closed: BeatEvent = { type: 'BeatClosed', version: 1, successorBeatIds: [other], validFrom: later };

test('a beat is designed with its area', () => {
  const decision = beat.decide(beat.initialState, design);
  expect(decision).toEqual([{ ...designed, areaKm2: expect.closeTo(1.167, 2) }]);
});
test('a beat is designed once', () => given(beat, [designed]).when(design).expects('AlreadyDesigned'));
test('a beat that overlaps others is refused (BR-B4)', () => {
  given(beat, [])
    .when({ ...design, overlaps: [other] })
    .expects('OverlapsBeat');
  given(beat, [designed])
    .when({ ...redraw, overlaps: [other] })
    .expects('OverlapsBeat');
});
test('each redrawing is a version', () => {
  const decision = beat.decide(fold(designed), redraw);
  expect(decision).toEqual([{ ...redrawn, areaKm2: expect.closeTo(1.167, 2) }]);
  expect(beat.decide(fold(designed, redrawn), { ...redraw, polygon: square(0) })).toMatchObject([
    { version: 3 },
  ]);
});
test('M5: a beat is redrawn a bounded number of times', () => {
  const version = (n: number): BeatEvent => ({ ...redrawn, version: n }) as BeatEvent;
  expect(beat.decide(fold(designed, version(REDRAWINGS_MAX)), redraw)).toMatchObject([
    { type: 'BeatRedrawn', version: REDRAWINGS_MAX + 1 },
  ]);
  given(beat, [designed, version(REDRAWINGS_MAX + 1)])
    .when(redraw)
    .expects('TooManyRedrawings');
});

test('what does not exist is neither redrawn nor closed', () => {
  given(beat, []).when(redraw).expects('BeatNotFound');
  given(beat, []).when(close).expects('BeatNotFound');
});
test('a shape is not valid before the one it follows', () => {
  const before = parseDateTime('2026-11-14T09:59:59-06:00');
  given(beat, [designed])
    .when({ ...redraw, validFrom: before })
    .expects('NotLaterThanDesign');
  given(beat, [designed])
    .when({ ...close, validFrom: before })
    .expects('NotLaterThanDesign');
});
test('a future change is refused until its time comes', () =>
  given(beat, [designed])
    .when({ ...redraw, at })
    .expects('ValidFromInFuture'));
test('a change without a time of its own is valid from now on', () => {
  expect(beat.decide(fold(designed), { ...redraw, validFrom: null })).toMatchObject([{ validFrom: later }]);
  given(beat, [designed])
    .when({ ...close, successorBeatIds: null, validFrom: null })
    .expects([{ ...closed, successorBeatIds: [] }]);
});
test('a beat closes and names its successors', () => given(beat, [designed]).when(close).expects([closed]));
test('closing again changes nothing', () => given(beat, [designed, closed]).when(close).expects([]));
test('a closed beat keeps its last shape', () =>
  given(beat, [designed, closed]).when(redraw).expects('BeatClosed'));
test('no beat succeeds itself', () =>
  given(beat, [designed])
    .when({ ...close, comesBack: true })
    .expects('SucceedsItself'));

test('beats overlap only with those of their authority and edition, and by more than one per cent', () => {
  const mine = { id, authority: 'auth-09-ssc', edition: '2023', polygon: square(0) };
  const half = { ...mine, id: other, polygon: square(0.5) };
  const sliver = { ...half, polygon: square(0.995) };
  expect(overlapping(mine, [half])).toEqual([half]);
  expect(overlapping(mine, [mine, sliver])).toEqual([]);
  expect(
    overlapping(mine, [
      { ...half, edition: '2016' },
      { ...half, authority: 'auth-09-c5' },
    ]),
  ).toEqual([]);
});

test.each([
  ['a name with a phone number in it', { name: 'Llamar al 55 1234 5678 @ Juan' }],
  ['a municipality that is none', { municipality: '9007' }],
  ['a polygon that does not close', { polygon: open(square(0)) }],
  ['M7, R20: a polygon of more positions than the overlap is measured for', { polygon: holed(9) }],
])('%s is no beat', (_what, wrong) => {
  const input = z.object(beat.commands.DesignBeat.input);
  const sound = { ...drawn, polygon: square(0) };
  expect(input.safeParse(sound).success).toBe(true);
  const asText = input.safeParse({ ...sound, polygon: JSON.stringify(square(0)) });
  expect(asText.data?.polygon).toEqual(square(0));
  expect(input.safeParse({ ...sound, polygon: holed(8) }).success).toBe(true);
  expect(input.safeParse({ ...sound, ...wrong }).success).toBe(false);
});

test('an accent that was written apart from its letter is the same one', () => {
  const { name, code } = beat.commands.DesignBeat.input;
  expect(name.parse('Peñón de los Baños'.normalize('NFD'))).toBe('Peñón de los Baños');
  expect(code.parse('Á-1'.normalize('NFD'))).toBe('Á-1');
});

test('the id of a beat follows from authority, edition and code', () => {
  expect(id).toMatch(/^09-/);
  expect(beatId('09007', 'auth-09-ssc', '2016', 'IZP-6.1.4')).not.toBe(id);
});

function fold(...events: BeatEvent[]) {
  return events.reduce((state, event) => beat.evolve(state, event), beat.initialState);
}

function open(polygon: Polygon): Polygon {
  return { ...polygon, coordinates: [polygon.coordinates[0]!.slice(0, -1)] };
}

/** A square with this many holes, of 61 positions each. */
function holed(holes: number): object {
  const hole = (n: number) =>
    Array.from({ length: 61 }, (_, k) => {
      const angle = (2 * Math.PI * (k % 60)) / 60;
      return [-99.0995 + 0.001 * n + 0.0004 * Math.cos(angle), 19.355 + 0.0004 * Math.sin(angle)];
    });
  const rings = [square(0).coordinates[0], ...Array.from({ length: holes }, (_, n) => hole(n))];
  return { type: 'Polygon', coordinates: rings };
}
