import { isUnitUntold, sentOf, type Task, tasksOf } from './tasks.ts';

const UNIT = '09-unit';
const task = (id: string, ...sent: readonly (readonly [string, Task['dispatches'][number]['status']])[]) =>
  ({
    ...{ id, folio: null, priority: 'ALTA', status: 'DISPATCHED', reportedAt: '2026-11-29T12:00:00Z' },
    ...{ initialCode: { code: '30421', label: null }, municipality: { cvegeo: '09007', name: null } },
    ...{ beat: null, support: [], scene: null },
    dispatches: sent.map(([unit, status], at) => ({ jobId: `${id}-${at}`, status, unit: { id: unit } })),
  }) as Task;
const day = (incident: Task | null, ...inBeat: readonly Task[]) => ({
  unit: { incident },
  incidents: { edges: inBeat.map((node) => ({ node })) },
});
const idsOf = (...given: Parameters<typeof tasksOf>) => tasksOf(...given).map(({ id }) => id);

test('where the own unit is sent stands first, also outside the beat, and each once', () => {
  const elsewhere = task('elsewhere', [UNIT, 'DISPATCHED']);
  const here = task('here', [UNIT, 'ARRIVED']);
  expect(idsOf(day(elsewhere, task('a')), UNIT)).toEqual(['elsewhere', 'a']);
  expect(idsOf(day(here, task('a', ['other', 'EN_ROUTE']), here), UNIT)).toEqual(['here', 'a']);
  expect(idsOf(day(null, task('a'), task('b')), UNIT)).toEqual(['a', 'b']);
});

test('without a unit, and while nobody tells what is open, there is what there is', () => {
  expect(idsOf({ unit: null, incidents: null }, '')).toEqual([]);
  expect(idsOf({ unit: { incident: task('a', [UNIT, 'DISPATCHED']) }, incidents: null }, UNIT)).toEqual([
    'a',
  ]);
});

test('where the own unit is sent is not known while who keeps the units is silent, unless it is in the beat', () => {
  const silent = { ...day(null, task('a')), unit: null };
  expect(isUnitUntold(silent, UNIT, ['beats'])).toBe(true);
  expect(isUnitUntold({ ...day(null, task('a', [UNIT, 'ARRIVED'])), unit: null }, UNIT, ['beats'])).toBe(
    false,
  );
  expect(isUnitUntold(day(null, task('a')), UNIT, ['contacts'])).toBe(false);
  expect([isUnitUntold(silent, UNIT, ['contacts']), isUnitUntold(silent, '', ['beats'])]).toEqual([
    false,
    false,
  ]);
});

test('a unit that was called back or is done is not sent any more; one that is sent again is', () => {
  expect(sentOf(task('a', [UNIT, 'CLEARED']), UNIT)).toBeUndefined();
  expect(sentOf(task('a', [UNIT, 'CANCELLED'], [UNIT, 'EN_ROUTE']), UNIT)).toBe('EN_ROUTE');
  expect(sentOf(task('a', ['other', 'EN_ROUTE']), UNIT)).toBeUndefined();
});
