import { setTimeout as sleep } from 'node:timers/promises';
import type { Due, Logger } from '@proximidad/edge';
import { RevisionConflict, StoreDamaged, StoreUnavailable } from '@proximidad/eventsourcing';
import { tick, type Ticking } from './ticker.ts';

/** Long enough for two looks. */
const TICKING_MS = 1_500;

const dueNamed = (id: string) =>
  ({ subject: id, dueAt: 1, execution: { aggregate: {}, id, command: { type: 'End' } } }) as unknown as Due;

/** What is due in this order, what becomes of it, and what the log says of that. */
async function ticked(names: readonly string[], failing: (name: string, tries: number) => Error | undefined) {
  const told: object[] = [];
  const tried: string[] = [];
  const line: Logger['error'] = (fields) => void told.push(fields);
  const execute = async (_aggregate: unknown, id: string) => {
    tried.push(id);
    const failure = failing(id, tried.filter((one) => one === id).length);
    if (failure) throw failure;
    return { ok: true };
  };
  const stop = new AbortController();
  const ticking = tick(
    {
      due: () => names.map(dueNamed),
      execute: execute as unknown as Ticking['execute'],
      now: Date.now,
      logger: { debug: line, info: line, warn: line, error: line },
    },
    stop.signal,
  );
  await sleep(TICKING_MS);
  stop.abort();
  await ticking;
  return { told, tried };
}

test.each([new TypeError('a stored event does not fit its definition'), new StoreDamaged('is damaged')])(
  'what cannot be executed is told once and holds up nothing that is due after it: $name',
  async (error) => {
    const { told, tried } = await ticked(['broken', 'sound'], (name) =>
      name === 'broken' ? error : undefined,
    );
    expect(tried).toEqual(['broken', 'sound']);
    expect(told).toEqual([{ part: 'ticker', command: 'End', error }]);
  },
);

test('after a lost race, what is due is tried again at the next look', async () => {
  const { tried } = await ticked(['contended', 'sound'], (name, tries) =>
    name === 'contended' && tries === 1 ? new RevisionConflict(name, 0) : undefined,
  );
  expect(tried).toEqual(['contended', 'sound', 'contended']);
});

test('while the store is away, everything that is due waits', async () => {
  const { tried } = await ticked(['first', 'second'], () => new StoreUnavailable('away'));
  expect(tried).toEqual(['first', 'first']);
});
