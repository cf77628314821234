import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { feed, opened } from './testing/fed.ts';
import { history } from './testing/plain-fold.ts';
import { recorded } from './testing/wall-board.ts';

const folder = mkdtempSync(join(tmpdir(), 'readmodel-'));
let files = 0;
const nextFile = () => join(folder, `rows-${files++}.db`);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the dump', () => {
  test('does not depend on batches, restarts, repetitions, disorder or indexes', () =>
    fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (items, sizes, indexed) => {
          const once = opened();
          feed(once, items);
          const file = nextFile();
          for (let n = 0, batch = 0; n < items.length; batch++) {
            const readModels = opened(file);
            if (indexed && batch === 1) await readModels.caughtUp();
            const size = Math.max(1, sizes[batch % sizes.length]!);
            readModels.apply(items.slice(Math.max(0, n - 3), n + size));
            readModels.apply(items.slice(Math.max(0, n - 3), n + size).toReversed());
            readModels.close();
            n += size;
          }
          const resumed = opened(file);
          expect(resumed.found).toBe('kept');
          expect(resumed.dump()).toEqual(once.dump());
          resumed.close();
          once.close();
        },
      ),
      { numRuns: 40 },
    ));

  test('as of a position is the dump that was made there', () =>
    fc.assert(
      fc.property(history, (items) => {
        const readModels = opened();
        const made = items.map((item) => {
          readModels.apply([item]);
          return readModels.dump();
        });
        for (const dump of made) expect(readModels.dump({ at: dump.at })).toEqual(dump);
        readModels.close();
      }),
      { numRuns: 30 },
    ));

  test('differs when a row does', () => {
    const dumps = ['HIGH', 'LOW'].map((priority) => {
      const readModels = opened();
      readModels.apply([recorded(1, '09-a', { type: 'CallTaken', priority, beat: null })]);
      const lines: string[] = [];
      const dump = readModels.dump({ onLine: (line) => lines.push(line) });
      readModels.close();
      return { ...dump, text: lines.join('\n') };
    });
    expect(dumps[0]!.sha256).not.toBe(dumps[1]!.sha256);
    expect(dumps[0]!.text).toContain('"key":"09-a","model":"open-calls","row":{"beat":null');
    expect(dumps[0]!.lines).toBe(5);
  });
});
