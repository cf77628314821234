import { openReadModels } from './read-models.ts';
import { callEvents, families, openCalls, recorded } from './testing/wall-board.ts';

const DAY_MS = 24 * 3_600_000;
const RETENTION_DAYS = 2;
const shortLived = { ...openCalls, retentionDays: RETENTION_DAYS };
const priorities = ['HIGH', 'LOW'];

/** A call whose priority changes twice a day for ten days. */
const history = [
  recorded(10, '09-a', { type: 'CallTaken', priority: 'LOW', beat: null }, { recordedAt: 0 }),
  ...Array.from({ length: 20 }, (_, n) =>
    recorded(
      20 + n * 10,
      '09-a',
      { type: 'PriorityChanged', to: priorities[n % 2]! },
      { recordedAt: (n * DAY_MS) / 2 + 1 },
    ),
  ),
];

function fed(batch: number) {
  const readModels = openReadModels({
    file: ':memory:',
    models: [shortLived],
    families: { call: callEvents },
  });
  for (let n = 0; n < history.length; n += batch) readModels.apply(history.slice(n, n + batch));
  return readModels;
}

describe('a table with retention', () => {
  test('answers for the days it keeps, and says so when asked for older ones', () => {
    const readModels = fed(1);
    const table = readModels.table(shortLived);
    const last = history.at(-1)!;
    const kept = history.filter(({ recordedAt }) => recordedAt >= last.recordedAt - RETENTION_DAYS * DAY_MS);
    for (const { position, data } of kept) {
      expect(table.get('09-a', position)).toMatchObject({ priority: (data as { to: string }).to });
      expect(table.count({ at: position, where: { entity: '09' } })).toBe(1);
      expect(readModels.figures(shortLived, { at: position }).get('09:open')).toBe(1);
    }
    const tooOld = history.find(({ position }) => position === kept[0]!.position - 10)!.position;
    const older = /keeps closed versions for 2 days/;
    expect(() => table.get('09-a', tooOld)).toThrow(older);
    expect(() => table.list({ first: 1, at: tooOld })).toThrow(older);
    expect(() => readModels.figures(shortLived, { at: tooOld })).toThrow(older);
    expect(() => table.between({ from: tooOld, to: last.position, first: 1 })).toThrow(older);
    expect(() => readModels.changes({ after: tooOld, limit: 1 })).toThrow(older);
    expect(table.get('09-a')).toMatchObject({ priority: 'LOW' });
    readModels.close();
  });

  test('drops what it no longer keeps, and its dump does not depend on when it did', () => {
    const [often, once] = [fed(1), fed(history.length)];
    expect(often.dump()).toEqual(once.dump());
    const versions = often.changes({ after: often.dump().at - 40, limit: 100 }).changes;
    expect(versions).toHaveLength(4);
    const lines: string[] = [];
    often.dump({ onLine: (line) => lines.push(line) });
    expect(lines.filter((line) => line.includes('"key"'))).toHaveLength(5);
    often.close();
    once.close();
  });

  test('keeps everything when none is declared', () => {
    const readModels = openReadModels({ file: ':memory:', models: [openCalls], families });
    readModels.apply(history);
    expect(readModels.table(openCalls).get('09-a', 10)).toMatchObject({ priority: 'LOW' });
    readModels.close();
  });
});
