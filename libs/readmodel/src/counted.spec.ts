import { type Figure, readModel } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import { openReadModels } from './read-models.ts';
import { calls, families, recorded } from './testing/wall-board.ts';

const KEYS = ['a', 'b', 'c', 'd'];
/** What a row counts: any keys in any order, some of them more than once. */
const counted = fc.array(fc.record({ key: fc.constantFrom(...KEYS), add: fc.integer({ min: -2, max: 3 }) }), {
  maxLength: 6,
});
const counting = readModel<{ readonly counted: readonly Figure[] }>()({
  ...{ name: 'counting', version: 1, of: [calls], columns: {} },
  project(row, event) {
    if (event.type === 'CallClosed') return undefined;
    if (event.type === 'CallTaken') return { counted: JSON.parse(event.priority) as Figure[] };
    return row;
  },
  figure: (row) => row.counted,
});

test('totals are the sums of what all rows count, and have a version from each position where they changed', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('09-a', '09-b'), fc.option(counted, { freq: 9 })), { maxLength: 12 }),
      fc.integer({ min: 1, max: 12 }),
      (steps, size) => {
        const readModels = openReadModels({ file: ':memory:', models: [counting], families });
        const events = steps.map(([id, counts], n) =>
          counts
            ? recorded(n + 1, id, { type: 'CallTaken', priority: JSON.stringify(counts), beat: null })
            : recorded(n + 1, id, { type: 'CallClosed', outcome: 'DONE' }),
        );
        for (let n = 0; n < events.length; n += size) readModels.apply(events.slice(n, n + size));
        const versions: { readonly figure?: string; readonly since: number; readonly value: number }[] = [];
        readModels.dump({ onLine: (line) => versions.push(JSON.parse(line) as (typeof versions)[number]) });
        const changes: typeof versions = [];
        const sums = new Map<string, number>();
        const rows = new Map<string, readonly Figure[]>();
        for (const [n, [id, counts]] of steps.entries()) {
          rows.set(id, counts ?? []);
          const all = [...rows.values()].flat();
          for (const key of KEYS) {
            const sum = all.filter((one) => one.key === key).reduce((total, { add }) => total + add, 0);
            expect(readModels.figures(counting, { at: n + 1 }).get(key) ?? 0).toBe(sum);
            if (sum !== (sums.get(key) ?? 0)) changes.push({ figure: key, since: n + 1, value: sum });
            sums.set(key, sum);
          }
        }
        const told = versions.filter(({ figure }) => figure !== undefined);
        expect(told.map(({ figure, since, value }) => ({ figure, since, value }))).toEqual(
          changes.toSorted((a, b) =>
            a.figure! < b.figure! ? -1 : a.figure! > b.figure! ? 1 : a.since - b.since,
          ),
        );
        readModels.close();
      },
    ),
    runs(100),
  ));
