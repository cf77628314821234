import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import { openReadModels } from './read-models.ts';
import { families, models, openCalls, recorded, type CallEvent } from './testing/wall-board.ts';

const EVENTS = 400_000;
const BATCH_EVENTS = 500;
const ROUNDS = 50;

function print(metric: string, value: number, unit: string): void {
  process.stdout.write(
    `${JSON.stringify({ bench: 'readmodel', metric, value: Math.round(value * 100) / 100, unit })}\n`,
  );
}

/** 2,000 calls at a time: received, changed three times and closed; the last ones, and one in ten, stay open. */
function history(count: number): RecordedEvent[] {
  const life: ((n: number) => CallEvent)[] = [
    (n) => ({ type: 'CallTaken', priority: n % 3 ? 'HIGH' : 'LOW', beat: `beat-${n % 847}` }),
    () => ({ type: 'PriorityChanged', to: 'MEDIUM' }),
    (n) => ({ type: 'UnitArrived', afterSeconds: n % 1_800 }),
    (n) => (n % 10 ? { type: 'CallClosed', outcome: 'DONE' } : { type: 'PriorityChanged', to: 'LOW' }),
  ];
  return Array.from({ length: count }, (_, n) => {
    const call = (n % 2_000) + Math.floor(n / 8_000) * 2_000;
    const step = Math.floor(n / 2_000) % 4;
    const entity = String((call % 32) + 1).padStart(2, '0');
    const spread = ((call * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0');
    const id = `${entity}-${spread}-0000-5000-8000-${String(call).padStart(12, '0')}`;
    return recorded((n + 1) * 3, id, life[step]!(call));
  });
}

function millisecondsOf(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
}

const folder = mkdtempSync(join(tmpdir(), 'readmodel-bench-'));
try {
  const events = history(EVENTS);
  const readModels = openReadModels({ file: join(folder, 'rows.db'), models, families });
  const start = performance.now();
  for (let n = 0; n < events.length; n += BATCH_EVENTS) readModels.apply(events.slice(n, n + BATCH_EVENTS));
  const fed = performance.now();
  await readModels.caughtUp();
  print('rebuild, indexes', (performance.now() - fed) / 1_000, 's');
  print('rebuild', EVENTS / ((performance.now() - start) / 1_000), 'events/s');

  const calls = readModels.table(openCalls);
  const late = events[EVENTS - 20_000]!.position;
  const middle = events[EVENTS / 2]!.position;
  const keys = calls.list({ first: 500 }).rows.map(({ key }) => key);
  const orderBy = [{ column: 'takenAt', desc: true }] as const;
  for (const [when, at] of [
    ['live', undefined],
    ['as of late', late],
    ['as of the middle', middle],
  ] as const) {
    const now = (at ?? readModels.position) * 10;
    const time = (what: string, work: () => unknown) => print(`${what}, ${when}`, millisecondsOf(work), 'ms');
    print(`rows, ${when}`, calls.count({ at }), 'rows');
    time('list of 50 in one entity', () => calls.list({ where: { entity: '09' }, orderBy, first: 50, at }));
    time('list of 50 by key', () => calls.list({ first: 50, at }));
    time('count in one entity', () => calls.count({ where: { entity: '09' }, at }));
    time('count in a window', () =>
      calls.count({ where: { entity: '09', takenAt: { gte: now - 600_000, lt: now } }, at }),
    );
    time('figures of all entities', () => readModels.figures(openCalls, { at }));
    time('500 rows by key', () => calls.getMany(keys, at));
  }
  readModels.close();
} finally {
  rmSync(folder, { recursive: true });
}
