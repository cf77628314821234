import fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { PATCH_STEPS_MAX, patchBetween } from './json-patch.ts';
import { type LiveResult, liveResult } from './live-result.ts';
import { framePatch, PATCHES_MAX } from './patches.ts';

const copyOf = <T>(json: T): T => JSON.parse(JSON.stringify(json)) as T;
const applied = (from: unknown, to: unknown): unknown => {
  const whole = copyOf({ data: from });
  const steps = patchBetween({ data: from }, { data: to });
  if (!steps) return 'whole';
  expect(applyPatch(whole, copyOf(steps) as never).filter((error) => error !== null)).toEqual([]);
  return whole.data;
};

const record = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  status: fc.constantFrom('A', 'B'),
  'a/b~c': fc.option(fc.nat(3)),
});
const records = fc.uniqueArray(record, { selector: ({ id }) => id, maxLength: 8 });
const value = fc.oneof(
  records,
  records.map((all) => ({ edges: all.map((node) => ({ node, cursor: node.id })) })),
  fc.array(record, { maxLength: 6 }),
  fc.dictionary(fc.constantFrom('x', 'y', '~/'), fc.oneof(fc.nat(2), fc.array(fc.nat(2)), fc.constant(null))),
  // As it travels: JSON knows no -0.
  fc.jsonValue({ maxDepth: 3 }).map(copyOf),
);

test('a patch leads from any result to any other', () => {
  fc.assert(fc.property(value, value, (from, to) => expect(applied(from, to)).toEqual(to)));
  fc.assert(fc.property(records, records, (from, to) => expect(applied(from, to)).toEqual(to)));
});

test('a field that is undefined is none, as in the JSON that the watcher has', () => {
  const fields = fc.dictionary(
    fc.constantFrom('x', 'y', 'z'),
    fc.oneof(fc.constant(undefined), fc.nat(1), fc.record({ id: fc.option(fc.nat(1), { nil: undefined }) })),
  );
  fc.assert(fc.property(fields, fields, (from, to) => expect(applied(from, to)).toEqual(copyOf(to))));
});

const units = (count: number, changed: (n: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, n) => ({
    id: `u${n}`,
    code: `U-${n}`,
    status: 'AVAILABLE',
    ...changed(n),
  }));

test('H2, R5 a change in a long list costs one step, wherever it is, and so does one more or one less', () => {
  const list = units(1_000);
  expect(
    patchBetween(
      list,
      units(1_000, (n) => (n === 999 ? { status: 'BUSY' } : {})),
    ),
  ).toEqual([{ op: 'replace', path: '/999/status', value: 'BUSY' }]);
  expect(patchBetween(list, [{ id: 'new' }, ...list])).toEqual([
    { op: 'add', path: '/0', value: { id: 'new' } },
  ]);
  expect(patchBetween(list, list.slice(1))).toEqual([{ op: 'remove', path: '/0' }]);
  expect(patchBetween(list, [list[999], ...list.slice(0, 999)])).toEqual([
    { op: 'move', from: '/999', path: '/0' },
  ]);
});

test('H2 beyond the steps that a patch may have there is none: the whole is sent', () => {
  const all = (status: string) => units(PATCH_STEPS_MAX + 1, () => ({ status }));
  expect(patchBetween(all('A'), all('B'))).toBeUndefined();
  expect(patchBetween(units(600), units(600).toReversed())).toHaveLength(599);
});

const resultOf = (revision: number, data: object) =>
  liveResult({
    ...{ revision, position: revision, until: Infinity },
    data,
    extensions: {},
    errors: undefined,
  });

test('L10: a result keeps patches for so many revisions, and who comes from another gets the whole', () => {
  const list = { units: units(100) };
  const latest = resultOf(1_000, list);
  const from = (revision: number) =>
    framePatch(
      resultOf(revision, { units: units(100, (n) => (n === 7 ? { status: `S${revision}` } : {})) }),
      latest,
    );
  for (let revision = 0; revision < PATCHES_MAX; revision++) {
    expect(JSON.parse(from(revision).body)).toMatchObject({ patch: [{ path: '/data/units/7/status' }] });
  }
  expect(from(PATCHES_MAX)).toBe(latest);
  expect(latest.patches.size).toBe(PATCHES_MAX);
});

test('a list whose records have no ids of their own is compared place by place, or replaced', () => {
  expect(patchBetween([{ n: 1 }, { n: 2 }], [{ n: 1 }, { n: 3 }])).toEqual([
    { op: 'replace', path: '/1/n', value: 3 },
  ]);
  expect(patchBetween([{ n: 1 }], [{ n: 1 }, { n: 3 }])).toEqual([
    { op: 'replace', path: '', value: [{ n: 1 }, { n: 3 }] },
  ]);
});

test('a patch is sent where it is shorter than the whole, of which no text is made for it', () => {
  const small = resultOf(2, { n: 2 });
  expect(framePatch(resultOf(1, { n: 1 }), small)).toBe(small);
  const unread = (revision: number, status: string): LiveResult => ({
    ...resultOf(revision, { units: units(1_000, (n) => (n === 7 ? { status } : {})) }),
    get body(): string {
      throw new Error('nobody is shown the whole');
    },
  });
  const frame = framePatch(unread(1, 'A'), unread(2, 'B'));
  expect(JSON.parse(frame.body)).toMatchObject({ patch: [{ path: '/data/units/7/status', value: 'B' }] });
});
