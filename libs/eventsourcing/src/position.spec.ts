import fc from 'fast-check';
import { decodePosition, encodePosition } from './index.ts';

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
