import { readModel } from '@proximidad/eventsourcing';
import { openReadModels } from './read-models.ts';
import { rowsAtHand } from './rows-at-hand.ts';
import { calls, families, recorded } from './testing/wall-board.ts';

const text = (n: number) => `{"n":${n}}`;
const key = (n: number) => `09-${n}`;
const SIZE = text(0).length;

/** A reader with rows in memory, and the texts that had to be unpacked. */
function reader(charsMax: number) {
  const unpacked: string[] = [];
  const atHand = rowsAtHand(charsMax);
  const rows = atHand.readerOf((each) => {
    unpacked.push(each);
    return JSON.parse(each) as object;
  });
  return { ...atHand, ...rows, unpacked, nth: (n: number) => rows.read(key(n), text(n)) };
}

describe('rows at hand', () => {
  test('are the same frozen objects for whoever reads the same text of a record', () => {
    const { read, nth, unpacked } = reader(100);
    const first = nth(1);
    expect(first).toEqual({ n: 1 });
    expect(read(key(1), ['{"n"', ':1}'].join(''))).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    expect(unpacked).toEqual([text(1)]);
  });

  test('are not those of another text, however often the record changed', () => {
    const { read } = reader(1_000);
    for (const n of [1, 2, 1, 3, 4, 5, 6, 7, 1, 2, 7]) expect(read(key(0), text(n))).toEqual({ n });
  });

  test('are of a few texts of one record side by side', () => {
    const { read, unpacked } = reader(1_000);
    for (const n of [1, 2, 3, 4, 1, 2, 3, 4]) read(key(0), text(n));
    expect(unpacked).toHaveLength(4);
    for (const n of [5, 6, 7, 8, 1]) read(key(0), text(n));
    expect(unpacked).toHaveLength(9);
  });

  test('are no more than twice what is allowed, and those that are asked for again stay', () => {
    const { nth, unpacked } = reader(3 * SIZE);
    const kept = nth(0);
    for (let n = 1; n < 9; n++) {
      nth(n);
      expect(nth(0)).toBe(kept);
    }
    const before = unpacked.length;
    for (let n = 8; n >= 0; n--) nth(n);
    expect(unpacked.length - before).toBeGreaterThanOrEqual(9 - 2 * 3);
  });

  test('are bounded over all models of a file together', () => {
    const { nth, readerOf } = reader(2 * SIZE);
    const other = readerOf((held) => JSON.parse(held) as object).read;
    const first = nth(1);
    for (let n = 0; n < 4; n++) other(key(n), text(n));
    expect(nth(1)).not.toBe(first);
  });

  test('are unpacked again once they were let go of', () => {
    const { nth, forget, unpacked } = reader(100);
    nth(1);
    forget();
    nth(1);
    expect(unpacked).toEqual([text(1), text(1)]);
  });

  test('that hold now are known by their keys until they change, are let go of, or too many others are read', () => {
    const { read, nth, holding, changed, forget } = reader(3 * SIZE);
    const row = read(key(1), text(1), 7);
    expect(holding(key(1))).toEqual({ since: 7, row });
    changed(key(1));
    expect(holding(key(1))).toBeUndefined();
    // Read as of the past, the row is not known to hold still.
    read(key(1), text(1));
    expect(holding(key(1))).toBeUndefined();
    read(key(1), text(2), 9);
    expect(holding(key(1))).toEqual({ since: 9, row: { n: 2 } });
    forget();
    expect(holding(key(1))).toBeUndefined();
    read(key(1), text(2), 9);
    for (let n = 2; n < 9; n++) nth(n);
    expect(holding(key(1))).toBeUndefined();
  });
});

test('of a record that changed, ended and came back each moment is told as it was, whatever had been read', () => {
  interface Row {
    readonly beats: string[];
  }
  const board = readModel<Row>()({
    ...{ name: 'board', version: 1, of: [calls], columns: {} },
    project(row, event) {
      if (event.type === 'CallClosed') return undefined;
      // A fold may change the row that it is given: nobody else has it.
      row?.beats.push(event.type);
      return row ?? { beats: [] };
    },
  });
  const readModels = openReadModels({ file: ':memory:', models: [board], families });
  const table = readModels.table(board);
  const taken = { type: 'CallTaken', priority: 'LOW', beat: null } as const;
  const steps = [
    { event: taken, beats: [] },
    { event: { type: 'PriorityChanged', to: 'HIGH' }, beats: ['PriorityChanged'] },
    { event: { type: 'CallClosed', outcome: 'DONE' }, beats: undefined },
    { event: taken, beats: [] },
  ] as const;
  for (const [n, { event }] of steps.entries()) {
    readModels.apply([recorded(n + 1, '09-a', event)]);
    for (const read of [1, 2]) {
      for (const [at, { beats }] of steps.slice(0, n + 1).entries()) {
        expect([read, table.get('09-a', at + 1)?.beats]).toEqual([read, beats]);
      }
      expect(table.get('09-a')?.beats).toEqual(steps[n]!.beats);
      expect(table.getMany(['09-a']).has('09-a')).toBe(steps[n]!.beats !== undefined);
    }
  }
  const first = table.get('09-a', 1);
  expect(table.get('09-a', 4)).toBe(first);
  const next = recorded(5, '09-a', { type: 'PriorityChanged', to: 'LOW' });
  expect(() => readModels.apply([next, { ...recorded(6, '09-a', taken), type: 'CallMoved' }])).toThrow(
    'revision 0',
  );
  expect(table.get('09-a')).toBe(first);
  readModels.shrink();
  expect(table.get('09-a', 4)).toEqual(first);
  expect(table.get('09-a', 4)).not.toBe(first);
  readModels.close();
});
