import { versionsAt } from './as-of.ts';
import { openDatabase } from './database.ts';
import { conditionOf } from './filter.ts';
import { modelLayout } from './layout.ts';
import { openCalls, type OpenCall } from './testing/wall-board.ts';

const layout = modelLayout(openCalls);

/** The indexes that SQLite uses for a sample, table by table, now or as of a position. */
function plan(where: Parameters<typeof conditionOf<OpenCall>>[1], columns: string[], at: number | undefined) {
  const db = openDatabase(':memory:');
  try {
    for (const ddl of [...layout.rows.tables, ...layout.rows.indexes.map((index) => index.ddl)]) db.run(ddl);
    const { sql, values } = versionsAt(layout.rows, { where: conditionOf(layout, where), columns }, at);
    const steps = db.all(`EXPLAIN QUERY PLAN ${sql}`, values).map((step) => String(step.at(-1)));
    return steps.filter((step) => step.includes('open-calls') && !step.includes('spans'));
  } finally {
    db.close();
  }
}

test('a sample opens no row: as of the past, too, each version is told from an index alone', () => {
  const day = { priority: 'HIGH', takenAt: { gte: 1, lt: 9 } };
  for (const at of [undefined, 5]) {
    const steps = plan(day, ['takenAt', 'entity'], at);
    expect(steps).toHaveLength(at === undefined ? 1 : 2);
    for (const step of steps) expect(step).toContain('USING COVERING INDEX');
    expect(steps[0]).toContain('(priority=? AND takenAt>? AND takenAt<?)');
  }
});

test('what no sample was declared for opens its rows', () => {
  const [now, then] = plan({ entity: '09' }, ['beat'], 5);
  for (const step of [now, then]) expect(step).not.toContain('COVERING');
});

test('what is asked of the present alone has an index there, and none of the past', () => {
  const [now, then] = plan({ entity: '09', priority: 'HIGH', responseSeconds: { gte: 1 } }, ['beat'], 5);
  expect(now).toContain('(entity=? AND priority=? AND responseSeconds>?)');
  expect(then).toMatch(/\((entity|priority)=\? AND _span=\? AND _since>\? AND _since<\?\)$/);
});
