import type { Instant, ReadModelOf } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import type { Change } from './changes.ts';
import type { Filter } from './filter.ts';
import { nearestRanks } from './nearest-ranks.ts';
import type { OrderBy } from './paging.ts';
import type { Fed } from './projection.ts';
import type { ReadModels } from './read-models.ts';
import { feed, opened } from './testing/fed.ts';
import { calls, everyCut, history, ids, statesOf, type State } from './testing/plain-fold.ts';
import { beatLoads, models, openCalls, recorded, type OpenCall } from './testing/wall-board.ts';

type Cut = ReturnType<typeof everyCut>[number];

const TOUCHED_BY_ONE_EVENT_MAX = 3;

async function withHistory(
  items: readonly Fed[],
  indexed: boolean,
  check: (readModels: ReadModels, states: State[]) => void,
): Promise<void> {
  const readModels = opened();
  try {
    if (indexed) await readModels.caughtUp();
    feed(readModels, items, [7]);
    check(readModels, statesOf(items));
  } finally {
    readModels.close();
  }
}

describe('rows and figures', () => {
  test('are at every position what a plain fold up to there gives', () =>
    fc.assert(
      fc.asyncProperty(history, fc.boolean(), (items, indexed) =>
        withHistory(items, indexed, (readModels, states) => {
          for (const { at, state } of everyCut(states)) {
            for (const model of [openCalls, beatLoads] as ReadModelOf[]) {
              const expected = state.rows.get(model.name)!;
              const table = readModels.table(model);
              expect(new Map([...table.scan({ at })].map(({ key, row }) => [key, row]))).toEqual(expected);
              expect(table.getMany([...ids, 'b1', 'b2', 'nation'], at)).toEqual(expected);
              expect(table.count({ at })).toBe(expected.size);
            }
            expect(readModels.figures(openCalls, { at })).toEqual(state.figures);
            expect(readModels.figures(openCalls, { prefix: '14:', at })).toEqual(
              new Map([...state.figures].filter(([key]) => key.startsWith('14:'))),
            );
            expect(readModels.figures(openCalls, { keys: ['09:open', 'none', '14:seconds'], at })).toEqual(
              new Map([...state.figures].filter(([key]) => key === '09:open' || key === '14:seconds')),
            );
          }
          const now = states.at(-1)!;
          expect([...readModels.table(openCalls).scan()].map(({ row }) => row)).toEqual(
            calls(now).sort((a, b) => (a.id < b.id ? -1 : 1)),
          );
          expect(readModels.figures(openCalls)).toEqual(now.figures);
          expect(readModels.position).toBe(now.position);
        }),
      ),
      runs(150),
    ));

  test('are not given for a position that has not been projected', () =>
    withHistory(
      [recorded(5, '09-a', { type: 'CallTaken', priority: 'LOW', beat: null })],
      true,
      (readModels) => {
        expect(() => readModels.table(openCalls).get('09-a', 6)).toThrow(/ahead/);
        expect(() => readModels.figures(openCalls, { at: 6 })).toThrow(/ahead/);
        expect(readModels.table(openCalls).get('09-a', 4)).toBeUndefined();
      },
    ));
});

const number = (max: number) => fc.option(fc.nat(max), { nil: undefined });
/** One condition each, so that some rows often remain. */
const filter: fc.Arbitrary<Filter<OpenCall>> = fc.oneof(
  fc.record({
    entity: fc.oneof(fc.constantFrom('09', '14'), fc.record({ in: fc.subarray(['09', '14', '19']) })),
  }),
  fc.record({ priority: fc.oneof(fc.constant('LOW'), fc.record({ in: fc.subarray(['HIGH', 'LOW']) })) }),
  fc.record({ beat: fc.oneof(fc.constant('b1'), fc.record({ isNull: fc.boolean() })) }),
  fc.record({
    responseSeconds: fc.oneof(fc.record({ isNull: fc.boolean() }), fc.record({ gte: fc.nat(9) })),
  }),
  fc.record({ takenAt: fc.record({ gte: number(2_000), lt: number(9_000) }) }),
  fc.record({
    takenAt: fc.record({
      gte: fc.constant({ ms: 0, offsetMin: 0 }),
      lt: fc.integer({ min: 2_000, max: 9_000 }),
    }),
  }),
);

function holds(row: OpenCall, where: Filter<OpenCall>): boolean {
  return Object.entries(where).every(([column, wanted]) => {
    const field = row[column as keyof OpenCall];
    const value = typeof field === 'object' && field !== null ? field.ms : (field ?? null);
    if (typeof wanted !== 'object') return value === wanted;
    if ('in' in wanted) return (wanted.in as unknown[]).includes(value);
    if ('isNull' in wanted) return (value === null) === wanted.isNull;
    const { gte, lt } = wanted as { gte?: number | Instant; lt?: number };
    const from = typeof gte === 'object' ? gte.ms : gte;
    if (typeof value !== 'number') return from === undefined && lt === undefined;
    return (from ?? 0) <= value && value < (lt ?? Infinity);
  });
}

const orders: OrderBy<OpenCall>[] = [
  [],
  [{ column: 'takenAt', desc: true }],
  [{ column: 'beat' }],
  [{ column: 'beat', desc: true }, { column: 'responseSeconds' }],
  [
    { column: 'responseSeconds', desc: true },
    { column: 'priority', desc: true },
  ],
  [{ column: 'priority' }, { column: 'beat', desc: true }],
];

function sorted(rows: readonly OpenCall[], orderBy: OrderBy<OpenCall>): string[] {
  const terms = [...orderBy, { column: 'id' as const, desc: orderBy.at(-1)?.desc ?? false }];
  const comparable = (row: OpenCall, column: keyof OpenCall) => {
    const field = row[column] ?? null;
    return typeof field === 'object' && field !== null ? field.ms : field;
  };
  const order = (a: OpenCall, b: OpenCall) => {
    for (const { column, desc } of terms) {
      const [x, y] = [comparable(a, column), comparable(b, column)];
      if (x === y) continue;
      const before = x === null || (y !== null && x < y);
      return before === (desc === true) ? 1 : -1;
    }
    return 0;
  };
  return rows.toSorted(order).map(({ id }) => id);
}

describe('a list', () => {
  test('page by page, holds what the filter lets through, in order, once, now and as of any position', () =>
    fc.assert(
      fc.asyncProperty(
        history,
        fc.boolean(),
        fc.array(filter, { maxLength: 2 }),
        fc.constantFrom(...orders),
        fc.integer({ min: 1, max: 4 }),
        (items, indexed, where, orderBy, first) =>
          withHistory(items, indexed, (readModels, states) => {
            const table = readModels.table(openCalls);
            for (const { at, state } of [...everyCut(states), { at: undefined, state: states.at(-1)! }]) {
              const expected = sorted(
                calls(state).filter((row) => where.every((part) => holds(row, part))),
                orderBy,
              );
              const seen: string[] = [];
              let after: string | undefined;
              do {
                const page = table.list({ where, orderBy, first, after, at });
                expect(page.rows.length).toBeLessThanOrEqual(first);
                seen.push(...page.rows.map(({ key }) => key));
                after = page.hasNextPage ? page.rows.at(-1)!.cursor : undefined;
              } while (after !== undefined);
              expect(seen).toEqual(expected);
              expect(table.count({ where, at })).toBe(expected.length);
              expect(table.count({ where, at, max: 2 })).toBe(Math.min(2, expected.length));
            }
          }),
      ),
      runs(200),
    ));

  test('takes no cursor of another order, no page without end, no column that was not declared', () =>
    withHistory(
      [recorded(1, '09-a', { type: 'CallTaken', priority: 'LOW', beat: null })],
      true,
      (readModels) => {
        const table = readModels.table(openCalls);
        const { cursor } = table.list({ first: 1 }).rows[0]!;
        const byPriority = [{ column: 'priority' }] as const;
        expect(table.list({ first: 1, after: cursor }).rows).toEqual([]);
        expect(() => table.list({ first: 1, after: cursor, orderBy: byPriority })).toThrow(/cursor/);
        expect(() => table.list({ first: 1, after: 'Ñ' })).toThrow(/cursor/);
        expect(() => table.list({ first: 501 })).toThrow(/at most 500/);
        expect(() => table.list({ first: 1, orderBy: [{ column: 'id' }] })).toThrow(/not a declared column/);
        expect(() => table.count({ where: { priority: null as never } })).toThrow(/isNull/);
        expect(() => table.count({ where: { responseSeconds: '1' as never } })).toThrow(/not integer/);
      },
    ));
});

describe('a sample', () => {
  test('holds the columns of every row that holds, as they are now or were at a position', () =>
    fc.assert(
      fc.asyncProperty(history, fc.option(filter, { nil: undefined }), (items, where) =>
        withHistory(items, true, (readModels, states) => {
          for (const { at, state } of everyCut(states)) {
            const expected = calls(state)
              .filter((row) => where === undefined || holds(row, where))
              .map(({ id, priority, responseSeconds }) => [id, priority, responseSeconds ?? null]);
            const columns = ['priority', 'responseSeconds'] as const;
            const found = readModels.table(openCalls).sample({ where, columns, at });
            const byKey = ([a]: readonly unknown[], [b]: readonly unknown[]) =>
              String(a) < String(b) ? -1 : 1;
            expect(found.toSorted(byKey)).toEqual(expected.toSorted(byKey));
          }
        }),
      ),
      runs(100),
    ));
});

test('percentiles are by nearest rank: the least value that the share of all does not exceed', () => {
  const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer());
  fc.assert(
    fc.property(fc.array(value), fc.constantFrom(0.2, 0.5, 2 / 3, 0.75, 0.9, 1), (values, rank) => {
      const share = (one: number) => values.filter((other) => other <= one).length / values.length;
      const expected = values.toSorted((a, b) => a - b).find((one) => share(one) >= rank) ?? null;
      expect(nearestRanks(values, [rank])).toEqual([expected]);
    }),
  );
  expect(() => nearestRanks([1], [0])).toThrow(/not above 0/);
});

describe('the change feed', () => {
  test('tells each row that became, changed or ended, once, in order, however it is paged', () =>
    fc.assert(
      fc.asyncProperty(
        history,
        fc.boolean(),
        fc.nat(200),
        fc.integer({ min: 1, max: 5 }),
        (items, indexed, from, limit) =>
          withHistory(items, indexed, (readModels, states) => {
            const after = Math.min(from, readModels.position);
            const seen: Change[] = [];
            for (let through = after, more = true; more;) {
              const page = readModels.changes({ after: through, limit });
              expect(
                page.changes.every(({ position }) => position > through && position <= page.through),
              ).toBe(true);
              seen.push(...page.changes);
              // Whole positions only: a page is full when more follows, and exceeds its limit by less than one event.
              if (page.more) expect(page.changes.length).toBeGreaterThanOrEqual(limit);
              expect(page.changes.length).toBeLessThan(limit + TOUCHED_BY_ONE_EVENT_MAX);
              ({ through, more } = page);
            }
            expect(seen).toEqual(changesBetween(states).filter(({ position }) => position > after));
            expect(readModels.changes({ after, limit: 1_000, models: [beatLoads] }).changes).toEqual(
              seen.filter(({ model }) => model === beatLoads.name),
            );
          }),
      ),
      runs(200),
    ));
});

function changesBetween(states: readonly State[]): Change[] {
  const names = models.map(({ name }) => name).toSorted();
  return states.slice(1).flatMap(({ position, rows }, n) =>
    names.flatMap((model) => {
      const [was, is] = [states[n]!.rows.get(model)!, rows.get(model)!];
      return [...new Set([...was.keys(), ...is.keys()])]
        .toSorted()
        .map((key) => ({ model, key, position, before: was.get(key), after: is.get(key) }))
        .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
    }),
  );
}

describe('between two positions', () => {
  test('what held at the first, with what became of it, is what held at the second, in every jurisdiction', () =>
    fc.assert(
      fc.asyncProperty(
        history,
        fc.boolean(),
        fc.tuple(fc.nat(), fc.nat()),
        fc.option(filter, { nil: undefined }),
        fc.integer({ min: 1, max: 4 }),
        (items, indexed, ends, where, first) =>
          withHistory(items, indexed, (readModels, states) => {
            const cuts = everyCut(states);
            const [one, other] = ends.map((n) => cuts[n % cuts.length]!) as [Cut, Cut];
            const [from, to] = one.at <= other.at ? [one, other] : [other, one];
            const seenAt = ({ state }: Cut) =>
              new Map(
                calls(state)
                  .filter((row) => where === undefined || holds(row, where))
                  .map((row) => [row.id, row]),
              );
            const held = seenAt(from);
            let after: string | undefined;
            let last = from.at;
            let listed = 0;
            const touched = new Set<number>();
            do {
              const query = { where, from: from.at, to: to.at, first, after };
              const page = readModels.table(openCalls).between(query);
              touched.add(page.touched);
              listed += page.rows.length;
              for (const { key, before, after: then, position, changes } of page.rows) {
                expect(before).toEqual(held.get(key));
                expect(before ?? then).toBeDefined();
                if (then) held.set(key, then);
                else held.delete(key);
                expect(position).toBeGreaterThanOrEqual(last);
                expect(changes).toBeGreaterThan(0);
                last = position;
              }
              after = page.rows.at(-1)?.cursor;
            } while (after !== undefined);
            expect(held).toEqual(seenAt(to));
            // Also of a page behind the last row, which a client asks for that wants what came later.
            expect([...touched]).toEqual([listed]);
            expect(last).toBeLessThanOrEqual(to.at);
          }),
      ),
      runs(200),
    ));

  test('what was there at neither is not told, and not counted either', () =>
    withHistory(
      [
        recorded(1, '09-a', { type: 'CallTaken', priority: 'LOW', beat: null }),
        recorded(2, '09-a', { type: 'PriorityChanged', to: 'HIGH' }),
        recorded(3, '09-b', { type: 'CallTaken', priority: 'LOW', beat: null }),
        recorded(4, '09-a', { type: 'PriorityChanged', to: 'LOW' }),
        recorded(5, '09-b', { type: 'CallClosed', outcome: 'DONE' }),
      ],
      true,
      (readModels) => {
        const between = (from: number, to: number, priority: string) => {
          const query = { where: { priority }, from, to, first: 5 };
          const { rows, touched } = readModels.table(openCalls).between(query);
          return [touched, ...rows.map(({ key }) => key)];
        };
        expect(between(1, 5, 'HIGH')).toEqual([0]);
        expect(between(1, 2, 'HIGH')).toEqual([1, '09-a']);
        expect(between(1, 5, 'LOW')).toEqual([1, '09-a']);
        expect(between(3, 5, 'LOW')).toEqual([2, '09-a', '09-b']);
      },
    ));

  test('is bounded, and known only as far as it was projected', () =>
    withHistory(
      [recorded(5, '09-a', { type: 'CallTaken', priority: 'LOW', beat: null })],
      true,
      (readModels) => {
        const table = readModels.table(openCalls);
        expect(() => table.between({ from: 0, to: 6, first: 1 })).toThrow(/ahead/);
        expect(() => table.between({ from: 0, to: 5, first: 501 })).toThrow(/at most 500/);
        expect(() => table.between({ from: 0, to: 5, first: 1, after: 'Ñ' })).toThrow(/cursor/);
        const { rows, touched } = table.between({ from: 0, to: 5, first: 1 });
        expect(rows).toMatchObject([{ key: '09-a', before: undefined, position: 5, changes: 1 }]);
        expect(touched).toBe(1);
      },
    ));
});
