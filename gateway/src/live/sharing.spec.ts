import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import { sharing } from './sharing.ts';

const copyOf = <T>(json: T): T => JSON.parse(JSON.stringify(json)) as T;

const record = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    status: fc.constantFrom('A', 'B'),
    units: fc.array(fc.constantFrom('u', 'v'), { maxLength: 2 }),
    'a"b': fc.option(fc.nat(1)),
  },
  { requiredKeys: ['id'] },
);
const edges = fc.array(record, { maxLength: 5 }).map((all) => ({ edges: all.map((node) => ({ node })) }));
const value = fc.oneof(
  fc.array(record, { maxLength: 6 }),
  edges,
  fc.dictionary(fc.constantFrom('x', 'y'), fc.oneof(fc.nat(2), edges, fc.constant(null))),
  fc.jsonValue({ maxDepth: 3 }).map(copyOf),
);

test('what is made of parts of the last answer says the same as the new one, and is the last one when that does', () => {
  fc.assert(
    fc.property(value, value, (before, now) => {
      const [was, is] = [JSON.stringify(before), JSON.stringify(now)];
      const shared = sharing(before, now);
      expect(JSON.stringify(shared)).toBe(is);
      expect(shared === before).toBe(was === is);
      expect(JSON.stringify(before)).toBe(was);
    }),
    runs(1_000),
  );
});

test('a record that has not changed is the same object, wherever it went', () => {
  const [a, b, c] = [
    { id: 'a', n: 1 },
    { id: 'b', n: 1 },
    { id: 'c', n: 1 },
  ];
  const before = { units: [a, b, c], more: { none: [] } };
  const now = copyOf({ units: [{ id: 'new' }, c, { ...a, n: 2 }, b], more: { none: [] } });
  const shared = sharing(before, now) as typeof before;
  expect(shared.units.map((unit) => before.units.indexOf(unit))).toEqual([-1, 2, -1, 1]);
  expect(shared.more).toBe(before.more);
});
