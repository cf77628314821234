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
