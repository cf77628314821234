import { Fenced, Moved } from '@proximidad/bus';
import { StoreUnavailable } from '@proximidad/eventsourcing';
import { LogCutShort } from '@proximidad/readmodel';
import { openLogger } from './log.ts';
import { type RestartLimits, supervise } from './supervise.ts';

const LIMITS: RestartLimits = { restartsMax: 2, backOffMs: 1, steadyMs: 60_000, restMs: 5 };
const logger = openLogger('test', 'silent');

/** Runs through the outcomes, then waits for the signal. */
function script(outcomes: readonly Error[]) {
  const left = [...outcomes];
  const stop = new AbortController();
  let runs = 0;
  const run = async (signal: AbortSignal) => {
    runs++;
    const failure = left.shift();
    if (failure) throw failure;
    stop.abort();
    expect(signal.aborted).toBe(true);
  };
  return { ended: supervise('part', run, stop.signal, logger, LIMITS), runs: () => runs };
}

test('a part that fails is started again', async () => {
  const { ended, runs } = script([new Error('1'), new Error('2')]);
  await ended;
  expect(runs()).toBe(3);
});

test('a part that keeps failing is given up with its last failure', async () => {
  const { ended, runs } = script([new Error('1'), new Error('2'), new Error('3')]);
  await expect(ended).rejects.toThrow('3');
  expect(runs()).toBe(3);
});

test('on a log that was cut short nothing is begun again', async () => {
  const { ended, runs } = script([new LogCutShort(1, 2)]);
  await expect(ended).rejects.toThrow('the log ends at 1');
  expect(runs()).toBe(1);
});

test('an unreachable store, a full disk, being fenced and being sent elsewhere are no failures, however often', async () => {
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  const kinds = [new StoreUnavailable('down'), full, new Fenced('taken'), new Moved('elsewhere')];
  const outside = Array.from({ length: 12 }, (_, n) => kinds[n % kinds.length]!);
  const { ended, runs } = script(outside);
  await ended;
  expect(runs()).toBe(13);
});

test('a part that ends by itself has failed', async () => {
  const run = () => Promise.resolve();
  const ended = supervise('part', run, new AbortController().signal, logger, LIMITS);
  await expect(ended).rejects.toThrow('part ended by itself');
});
