import fc from 'fast-check';
import { holesIn, withNumber } from './sequence.ts';
import type { Run } from './sequence.ts';

test('N2: numbers that come late, twice and with a gap form one run on each side of it', () => {
  const heard = Array.from({ length: 214 }, (_, n) => 88 + n).filter((number) => number !== 199);
  const late = [...heard, 150].toReversed();
  const runs = late.reduce<readonly Run[]>(withNumber, []);
  expect(runs).toEqual([
    [88, 198],
    [200, 301],
  ]);
  expect(holesIn(runs)).toEqual([[199, 199]]);
  expect(withNumber(runs, 199)).toEqual([[88, 301]]);
});

test('in whatever order numbers come, the missing ones are those not heard', () =>
  fc.assert(
    fc.property(fc.array(fc.nat(60), { minLength: 1 }), (numbers) => {
      const runs = numbers.reduce<readonly Run[]>(withNumber, []);
      const missing = holesIn(runs).flatMap(([from, to]) =>
        Array.from({ length: to - from + 1 }, (_, n) => from + n),
      );
      const first = Math.min(...numbers);
      const span = Array.from({ length: Math.max(...numbers) - first + 1 }, (_, n) => first + n);
      expect(missing).toEqual(span.filter((number) => !numbers.includes(number)));
    }),
  ));
