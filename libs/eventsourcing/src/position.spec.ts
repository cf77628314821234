import fc from 'fast-check';
import {
  decodePosition,
  distance,
  earliest,
  encodePosition,
  isAfter,
  justBefore,
  latest,
  LOG_START,
  positionOfLog,
} from './index.ts';

const log = '0b6bd2c4-5a0f-4d0a-9c39-1a2b3c4d5e6f';

test('a position survives the way to a client and back', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (position, clock) => {
      expect(decodePosition(encodePosition([{ log, position, clock }]))).toEqual([{ log, position, clock }]);
    }),
  );
});

test('anything else is not a position', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => decodePosition(text)).toThrow(RangeError);
      expect(() => decodePosition(`p1.${Buffer.from(text).toString('base64url')}`)).toThrow(RangeError);
    }),
  );
  expect(() => decodePosition(`p1.${'A'.repeat(10_000)}`)).toThrow(RangeError);
});

test('a token of before, of one log, is read as it was written', () => {
  const [written] = decodePosition('p1.W1siMGI2YmQyYzQtNWEwZi00ZDBhLTljMzktMWEyYjNjNGQ1ZTZmIiw3LDldXQ');
  expect(written).toEqual({ log, position: 7, clock: 9 });
});

test('two logs in one token: each finds its own place in it, a third one none', () => {
  const other = '7f1f8c1e-6a34-4b0e-8f0e-0c7d1e2f3a4b';
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), fc.boolean(), (here, there, turned) => {
      const places = [
        { log, position: here, clock: 1 },
        { log: other, position: there, clock: 2 },
      ];
      const read = decodePosition(encodePosition(turned ? places.toReversed() : places));
      expect(positionOfLog(read, log)).toEqual({ log, position: here, clock: 1 });
      expect(positionOfLog(read, other)).toEqual({ log: other, position: there, clock: 2 });
      expect(positionOfLog(read, 'a-third')).toBeUndefined();
    }),
  );
});

test('positions of one log have an order, and begin at its start', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 1_000 }), (position, further) => {
      const later = position + further;
      expect([isAfter(later, position), isAfter(position, later), isAfter(position, position)]).toEqual([
        true,
        false,
        false,
      ]);
      expect([latest(position, undefined, later), earliest(later, position)]).toEqual([later, position]);
      expect([distance(position, later), distance(later, position)]).toEqual([further, 0]);
      expect(isAfter(later, justBefore(later))).toBe(true);
    }),
  );
  expect([latest(), latest(undefined), earliest()]).toEqual([LOG_START, LOG_START, LOG_START]);
});
