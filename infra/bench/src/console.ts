import { start } from './processes.ts';
import { progress, type Report } from './report.ts';

/** A state's room on a bad night. */
const LOAD = { units: 1_200, changesPerSecond: 20, seconds: 600 } as const;
/** For starting the platform, registering the units, and warming up a room and a wall, besides the load itself. */
const BEFORE_MS = 480_000;
/** Above these a dispatcher notices. */
const LIMITS = [
  { name: 'frameP95Ms', metric: 'a frame, p95', unit: 'ms', most: 50 },
  { name: 'longestTaskMs', metric: 'the longest task', unit: 'ms', most: 200 },
  { name: 'heapGrowth', metric: 'growth of the heap', unit: 'of it', most: 0.1 },
  { name: 'wallHeapGrowth', metric: 'growth of the heap of a wall', unit: 'of it', most: 0.1 },
  { name: 'stoppedSeenMs', metric: 'a feed that stands still looks so', unit: 'ms', most: 5_000 },
  {
    name: 'interactiveMs',
    metric: 'a room opened anew until one can act in it, nothing of it kept',
    unit: 'ms',
    most: 2_000,
  },
  { name: 'eventToPixelP95Ms', metric: 'an incident from its event to its row, p95', unit: 'ms', most: 500 },
] as const;

type Measured = Readonly<Record<(typeof LIMITS)[number]['name'] | 'units' | 'moved' | 'changed', number>>;

/**
 * A room in a browser, with all its units moving and its incidents changing, and then a wall, compared with their
 * limits.
 */
export async function inConsole(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const { units, changesPerSecond, seconds } = LOAD;
  const program = {
    entry: 'e2e/console/load.bench.ts',
    args: [units, changesPerSecond, seconds].map(String),
    env: { PROXIMIDAD_TEST_RUN: String(process.pid) },
    readyTimeoutMs: BEFORE_MS + 2 * seconds * 1_000,
  };
  const { ready } = await start(scope, program, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as Measured) : undefined,
  );
  progress(`console: ${ready.moved} positions and ${ready.changed} changes were taken in ${seconds} s`);
  for (const { name, metric, unit, most } of LIMITS)
    report({ metric, value: ready[name], unit, peer: 'limit', peerValue: most });
}
