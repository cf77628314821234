import { applyPatch, createPatch } from 'rfc6902';
import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import { patched } from './patched.ts';

test('what a patch does not touch stays the same object, and the result before it stays as it was', () => {
  const before = { data: { units: [{ id: 'a' }, { id: 'b', since: 1 }], figures: { open: 2 } } };
  const whole = structuredClone(before);
  const after = patched(before, [
    { op: 'replace', path: '/data/units/1/since', value: 2 },
    { op: 'add', path: '/data/units/-', value: { id: 'c' } },
  ]);
  expect(after.data.units).toEqual([{ id: 'a' }, { id: 'b', since: 2 }, { id: 'c' }]);
  expect(after.data.units[0]).toBe(before.data.units[0]);
  expect(after.data.figures).toBe(before.data.figures);
  expect(before).toEqual(whole);
});

test('it comes to what the patch says, whatever the two results are', () => {
  const result = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
  fc.assert(
    fc.property(result, result, (first, second) => {
      const [from, to] = [first, second].map((each) => JSON.parse(JSON.stringify(each)) as object);
      const patch = createPatch(from, to);
      const kept = structuredClone(from!);
      const expected = structuredClone(from!);
      applyPatch(expected, patch);
      expect(patched(from!, patch)).toEqual(expected);
      expect(from).toEqual(kept);
    }),
    runs(2_000),
  );
});

test('a patch that fits nowhere is an error, not a wrong picture', () => {
  expect(() => patched({}, [{ op: 'replace', path: '/data/gone/1', value: 1 }])).toThrow(/path/i);
});
