import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import { openReadModels } from './read-models.ts';
import { families, models, openCalls, recorded, type CallEvent } from './wall-board.ts';

const EVENTS = 400_000;
const BATCH_EVENTS = 500;
const ROUNDS = 50;

function print(metric: string, value: number, unit: string): void {
  process.stdout.write(
    `${JSON.stringify({ bench: 'readmodel', metric, value: Math.round(value * 100) / 100, unit })}\n`,
  );
}

/** Four events a call; calls overlap as they do in a shift. */
function history(count: number): RecordedEvent[] {
  const life: ((n: number) => CallEvent)[] = [
    (n) => ({ type: 'CallTaken', priority: n % 3 ? 'HIGH' : 'LOW', beat: `beat-${n % 847}` }),
    () => ({ type: 'PriorityChanged', to: 'MEDIUM' }),
    (n) => ({ type: 'UnitArrived', afterSeconds: n % 1_800 }),
    () => ({ type: 'CallClosed', outcome: 'DONE' }),
  ];
  return Array.from({ length: count }, (_, n) => {
    const call = (n % 2_000) + Math.floor(n / 8_000) * 2_000;
    const step = Math.floor(n / 2_000) % 4;
    const entity = String((call % 32) + 1).padStart(2, '0');
    const spread = ((call * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0');
    return recorded(
      (n + 1) * 3,
      `${entity}-${spread}-0000-5000-8000-${String(call).padStart(12, '0')}`,
      life[step]!(call),
    );
  });
}

function millisecondsOf(work: () => void): number {
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
  const middle = events[EVENTS / 2 + 500]!.position;
  for (const at of [undefined, middle]) {
    const when = at === undefined ? 'live' : 'as-of';
    const orderBy = [{ column: 'takenAt', desc: true }] as const;
    print(
      `list of 50 in one entity, ${when}`,
      millisecondsOf(() => calls.list({ where: { entity: '09' }, orderBy, first: 50, at })),
      'ms',
    );
    print(
      `count in one entity, ${when}`,
      millisecondsOf(() => calls.count({ where: { entity: '09' }, at })),
      'ms',
    );
    print(
      `figures of all entities, ${when}`,
      millisecondsOf(() => readModels.figures(openCalls, { at })),
      'ms',
    );
    print(`rows that held, ${when}`, calls.count({ at }), 'rows');
  }
  readModels.close();
} finally {
  rmSync(folder, { recursive: true });
}
