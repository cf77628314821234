import { only, readModel } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import { packing, type Shape } from './packing.ts';
import { openReadModels } from './read-models.ts';
import { calls, families, recorded } from './testing/wall-board.ts';

const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const anew = () => packing([], () => undefined);
const odd = [
  ...[undefined, Number.NaN, Number.POSITIVE_INFINITY, -0, new Date(0), new Map()],
  ...[() => 1, Symbol('s')],
];
/** Rows as a model has them: the same names again and again, mostly with little or nothing in them. */
const row = fc.record(
  {
    ...{ id: fc.string(), open: fc.boolean(), calls: fc.nat({ max: 3 }), to: fc.option(fc.string()) },
    at: fc.option(fc.record({ ms: fc.maxSafeInteger(), offsetMin: fc.constantFrom(-360, -420) })),
    list: fc.array(fc.oneof(fc.jsonValue(), fc.record({ n: fc.integer(), of: fc.constant([]) })), {
      maxLength: 4,
    }),
    any: fc.jsonValue(),
  },
  { requiredKeys: ['id', 'open'] },
);

describe('a packed row', () => {
  test('comes back as JSON gives it back, with what was learned on the way or was known before', () =>
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const shapes: Shape[] = [];
        const first = packing([], (_id, shape) => shapes.push(shape));
        const packed = rows.map((each) => first.pack(each));
        const learnedAgain: Shape[] = [];
        const again = packing(stored(shapes) as Shape[], (_id, shape) => learnedAgain.push(shape));
        rows.forEach((each, n) => {
          const { text, isAsStored } = packed[n]!;
          const expected = JSON.stringify(each);
          expect(JSON.stringify(first.unpack(text))).toBe(expected);
          expect(JSON.stringify(again.unpack(text))).toBe(expected);
          expect(again.pack(stored(each) as object)).toEqual({ text, isAsStored: true });
          if (isAsStored) expect(stored(each)).toStrictEqual(each);
        });
        expect(learnedAgain).toEqual([]);
      }),
      runs(200),
    ));

  test('is not as it is stored where JSON leaves something out or turns it into something else, however deep', () => {
    for (const value of odd) {
      for (const deep of [{ a: value }, { a: [{ b: value }] }, { a: 0, b: [], c: { d: [[value]] } }]) {
        const { pack, unpack } = anew();
        pack({ a: 0 });
        const { text, isAsStored } = pack(deep);
        expect(isAsStored).toBe(false);
        expect(unpack(text)).toStrictEqual(stored(deep));
      }
    }
  });

  test('says no name twice, and nothing of what is blank', () => {
    const { pack } = anew();
    const seen = {
      id: 'a',
      at: { ms: 1_780_000_000_000, offsetMin: -360 },
      outcome: null,
      calls: 1,
      merged: [],
    };
    pack(seen);
    expect(pack(seen).text).toBe('[1,3,"a",[2,1,1780000000000]]');
    expect(pack({ ...seen, at: null, calls: 2, merged: [1] }).text).toBe('[1,25,"a",2,[0,1]]');
  });

  test('keeps its names where more kinds of objects are met than are remembered, and comes back all the same', () => {
    let learned = 0;
    const { pack, unpack } = packing([], () => learned++);
    const rows = Array.from({ length: 600 }, (_, n) => ({ [`name${n}`]: { held: n, of: [] } }));
    const texts = rows.map((each) => pack(each).text);
    expect(learned).toBe(500);
    expect(texts.map(unpack)).toEqual(rows);
    expect(rows.map((each) => pack(each).text)).toEqual(texts);
  });

  test('may be a map of many names, or have one that means something else to JavaScript', () => {
    const { pack, unpack } = anew();
    const names = Array.from({ length: 300 }, (_, n) => [`of${n}`, { n }] as const);
    for (const json of [JSON.stringify(Object.fromEntries(names)), '{"__proto__":{"a":1},"2":0,"1":[]}']) {
      const { text } = pack(JSON.parse(json) as object);
      expect(JSON.stringify(unpack(text))).toBe(JSON.stringify(JSON.parse(json)));
    }
  });

  test('of a shape that nobody knows is an error', () => {
    expect(() => anew().unpack('[7,0]')).toThrow('a row of the shape 7, which nobody knows');
  });
});

test('what is folded is what is stored, though the row before was at hand and had more', () => {
  interface Seen {
    readonly seen: readonly string[];
    readonly gone?: string | undefined;
  }
  const names = readModel<Seen>()({
    ...{ name: 'names', version: 1, of: [calls], columns: {} },
    project: (row) => ({ seen: Object.keys(row ?? {}), gone: undefined }),
  });
  const taken = (n: number) => recorded(n, '09-a', { type: 'CallTaken', priority: 'LOW', beat: null });
  const readModels = openReadModels({ file: ':memory:', models: [names], families });
  readModels.apply([taken(1), taken(2)]);
  expect(readModels.table(names).get('09-a')).toEqual({ seen: ['seen'] });
  readModels.close();
});

test('a fold that changes the row that it is given changes nothing that is stored', () => {
  const counted = readModel<{ calls: number }>()({
    ...{ name: 'counted', version: 1, of: [calls], columns: {} },
    project(row, event) {
      if (!row) return { calls: 1 };
      row.calls++;
      if (event.type === 'CallClosed') throw new Error('not now');
      return { calls: row.calls };
    },
    figure: ({ calls: add }) => [{ key: 'all', add }],
  });
  const at = (n: number, type: 'taken' | 'closed') =>
    type === 'taken'
      ? recorded(n, '09-a', { type: 'CallTaken', priority: 'LOW', beat: null })
      : recorded(n, '09-a', { type: 'CallClosed', outcome: 'DONE' });
  const readModels = openReadModels({ file: ':memory:', models: [counted], families });
  readModels.apply([at(1, 'taken')]);
  expect(() => readModels.apply([at(2, 'closed')])).toThrow(/not now/);
  readModels.apply([at(2, 'taken'), at(3, 'taken')]);
  expect(readModels.table(counted).get('09-a')).toEqual({ calls: 3 });
  expect(readModels.figures(counted).get('all')).toBe(3);
  readModels.close();
});

test('what a commit learned that did not come about is learned again', () => {
  interface Taken {
    readonly priority: string;
    readonly beat?: string;
  }
  let fails = true;
  const taken = readModel<Taken>()({
    ...{ name: 'taken', version: 1, of: [only(calls, 'CallTaken')], columns: {} },
    project: (_before, { priority, beat }, { id }) => {
      if (fails && id === '09-b') throw new Error('not now');
      return beat === null ? { priority } : { beat, priority };
    },
  });
  const of = (n: number, id: string, beat: string | null) =>
    recorded(n, id, { type: 'CallTaken', priority: 'LOW', beat });
  const readModels = openReadModels({ file: ':memory:', models: [taken], families });
  expect(() => readModels.apply([of(1, '09-a', 'b1'), of(2, '09-b', null)])).toThrow(/not now/);
  fails = false;
  readModels.apply([of(1, '09-c', null), of(2, '09-b', 'b1')]);
  const rows = readModels.table(taken);
  expect(rows.get('09-c')).toEqual({ priority: 'LOW' });
  expect(rows.get('09-b')).toEqual({ beat: 'b1', priority: 'LOW' });
  readModels.close();
});
