import { endLeftover } from '@proximidad/kafka/leftover';
import { supervise, type Supervised, type Surroundings } from './supervisor.ts';
import type { ProcessSpec } from './topology.ts';

const READY_TIMEOUT_MS = 60_000;
/** For all processes together; the log is safe whenever one of them is killed. */
const STOP_ALL_TIMEOUT_MS = 13_000;
const STOP_ORDERS = [3, 2, 1, 0];

/** The processes of one start. */
export interface Running {
  /** Starts some; each promise resolves when that one is ready. */
  start(some: readonly ProcessSpec[]): Promise<void>[];
  /** Something else that has to end before the processes do; the last one registered ends first. */
  beforeStop(end: () => Promise<void> | void): void;
  /** Stops all in order, once, and exits with the code of the first call. */
  stop(code: number): Promise<void>;
}

/**
 * Stops everything on SIGINT, SIGTERM, and when the parent process or the reader of its output ends; but not when the
 * disk has no room for a line of output.
 */
export function openRunning(around: Surroundings, claimed: { leave(): void }): Running {
  const running: Supervised[] = [];
  const ends: (() => Promise<void> | void)[] = [];
  let stopping: Promise<void> | undefined;

  const stopAll = async (code: number) => {
    around.say('Stopping …');
    setTimeout(() => running.forEach((one) => one.kill()), STOP_ALL_TIMEOUT_MS);
    for (const end of ends.toReversed()) await end();
    for (const order of STOP_ORDERS) {
      await Promise.all(running.filter(({ spec }) => spec.stopOrder === order).map((one) => one.stop()));
    }
    // Whatever looks after the broker's node may have been killed before the node had ended.
    await endLeftover(1, around.data);
    claimed.leave();
    around.say('Stopped. The data is kept; npm start goes on with it.');
    process.exit(code);
  };
  const stop = (code: number) => (stopping ??= stopAll(code));
  const givenUp = ({ name, needed }: ProcessSpec, reason: string) => {
    process.stderr.write(`${reason}\n`);
    if (!needed) return;
    process.stderr.write(`Without ${name} nothing works. Mend the cause and start again.\n`);
    void stop(1);
  };

  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
    process.on(event, () => void stop(0));
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'ENOSPC' && code !== 'EDQUOT') void stop(0);
    });
  return {
    start(some) {
      const started = some.map((spec) => supervise(spec, around));
      running.push(...started);
      for (const one of started) void one.givenUp.then((reason) => givenUp(one.spec, reason));
      return started.map((one) => one.ready(one.spec.readyTimeoutMs ?? READY_TIMEOUT_MS));
    },
    beforeStop: (end) => void ends.push(end),
    stop,
  };
}
