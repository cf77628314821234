import fc from 'fast-check';
import { crossingOf, hasStrayHole } from './simple.ts';

const polygon = (...rings: [number, number][][]) => ({ type: 'Polygon' as const, coordinates: rings });
const square: [number, number][] = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
  [0, 0],
];

test('a bow-tie crosses itself', () => {
  const bowTie = polygon([
    [0, 0],
    [4, 4],
    [4, 0],
    [0, 4],
    [0, 0],
  ]);
  expect(crossingOf(bowTie)).toEqual(expect.any(Array));
});

test('a hole that leaves its ring crosses it, one inside does not', () => {
  const hole = (from: number, to: number): [number, number][] => [
    [from, 1],
    [to, 1],
    [to, 2],
    [from, 2],
    [from, 1],
  ];
  expect(crossingOf(polygon(square, hole(1, 5)))).toEqual(expect.any(Array));
  expect(crossingOf(polygon(square, hole(1, 3)))).toBeUndefined();
});

test('a hole lies within the ring and in no other hole; it may touch the ring', () => {
  const hole = (from: number, to: number): [number, number][] => [
    [from, from],
    [to, from],
    [to, to],
    [from, to],
    [from, from],
  ];
  const isStray = (...holes: [number, number][][]) => hasStrayHole(polygon(square, ...holes));
  expect(isStray()).toBe(false);
  expect(isStray(hole(1, 2), hole(2, 3))).toBe(false);
  expect(isStray(hole(0, 2))).toBe(false);
  expect(isStray(hole(5, 6))).toBe(true);
  expect(isStray(hole(1, 3), hole(1.5, 2))).toBe(true);
});

test('sides that touch do not cross', () => {
  const pinched = polygon([
    [0, 0],
    [2, 2],
    [4, 0],
    [4, 4],
    [2, 2],
    [0, 4],
    [0, 0],
  ]);
  expect(crossingOf(pinched)).toBeUndefined();
  expect(crossingOf(polygon(square))).toBeUndefined();
});

test('a star of any corners around its middle never crosses itself, and two of its corners exchanged do', () => {
  const rays = fc.array(fc.double({ min: 1, max: 9, noNaN: true }), { minLength: 5, maxLength: 40 });
  fc.assert(
    fc.property(rays, (lengths) => {
      const corners = lengths.map((length, i): [number, number] => {
        const angle = (2 * Math.PI * i) / lengths.length;
        return [length * Math.cos(angle), length * Math.sin(angle)];
      });
      expect(crossingOf(polygon([...corners, corners[0]!].slice()))).toBeUndefined();
      const even = lengths.map((_, i): [number, number] => {
        const angle = (2 * Math.PI * i) / lengths.length;
        return [Math.cos(angle), Math.sin(angle)];
      });
      [even[1], even[2]] = [even[2]!, even[1]!];
      expect(crossingOf(polygon([...even, even[0]!]))).toEqual(expect.any(Array));
    }),
  );
});
