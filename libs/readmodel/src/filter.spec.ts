import { openReadModels } from './read-models.ts';
import { families, models, openCalls, recorded } from './testing/wall-board.ts';

const ROWS = 20;
const KEYS = Array.from({ length: ROWS }, (_, n) => `09-${n}`);

test('a condition of so many values finds those rows, now and as of the past, be they few or a list', () => {
  const readModels = openReadModels({ file: ':memory:', models, families });
  readModels.apply(
    KEYS.map((key, n) => recorded(n + 1, key, { type: 'CallTaken', priority: 'LOW', beat: null })),
  );
  // All of them change once more: in a query of the past each is a closed version.
  readModels.apply(
    KEYS.map((key, n) => recorded(ROWS + n + 1, key, { type: 'PriorityChanged', to: 'HIGH' })),
  );
  const table = readModels.table(openCalls);
  for (let count = 0; count <= ROWS; count++) {
    const wanted = KEYS.slice(0, count);
    for (const at of [undefined, ROWS]) {
      const { rows } = table.list({ where: { _key: { in: [...wanted, 'of nobody'] } }, first: ROWS, at });
      expect(rows.map(({ key }) => key).toSorted()).toEqual(wanted.toSorted());
      expect(table.count({ where: { _key: { in: wanted } }, at })).toBe(count);
    }
  }
  readModels.close();
});

test('what a column has to hold today is asked of the row as it is now, whatever moment is asked about', () => {
  const readModels = openReadModels({ file: ':memory:', models, families });
  const [stays, rises, ends] = KEYS as [string, string, string];
  const taken = { type: 'CallTaken', priority: 'LOW', beat: null } as const;
  readModels.apply([stays, rises, ends].map((key, n) => recorded(n + 1, key, taken)));
  readModels.apply([recorded(4, rises, { type: 'PriorityChanged', to: 'HIGH' })]);
  readModels.apply([recorded(5, ends, { type: 'CallClosed', outcome: 'RESOLVED' })]);
  const table = readModels.table(openCalls);
  const found = (today: readonly string[], at?: number) => {
    const where = { priority: { in: ['LOW'], today } };
    const keys = table.list({ where, first: ROWS, at }).rows.map(({ key }) => key);
    expect(table.count({ where, at })).toBe(keys.length);
    const { rows, touched } = table.between({ where, from: 0, to: 3, first: ROWS });
    expect([rows.length, touched]).toEqual([today.length, today.length]);
    return keys.toSorted();
  };
  expect(found(['LOW'])).toEqual([stays]);
  // A row that is gone holds nothing today.
  for (const at of [3, 4]) expect(found(['LOW'], at)).toEqual([stays]);
  expect(found(['LOW', 'HIGH'], 3)).toEqual([stays, rises]);
  expect(found(['LOW', 'HIGH'], 4)).toEqual([stays]);
  readModels.close();
});
