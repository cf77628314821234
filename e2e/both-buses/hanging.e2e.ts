import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { haveEnded, type Platform, PROCESSES, type ProcessName } from '../platform.ts';
import { frames } from '../watcher.ts';

const REPORT = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { __typename } }`;
const ENDING = ['gateway', 'beats', 'incidents', 'contacts', 'training', 'authorities', 'vault'] as const;
const TIMEOUT_MS = 600_000;

/**
 * How long a process may take to end, whatever hangs: at rest, without the store, it takes a second and a half; a
 * client of a broker waits for the broker until the process cuts it off.
 */
const END_MAX_MS = 10_000;

/** The last story of a platform: what carries the bus and the identity provider hang, and the platform has to end. */
export function endsWhileHanging(stage: () => Platform, carrier: ProcessName): void {
  test(
    `while ${carrier} and the identity provider hang, each process ends on SIGTERM in time, whatever is under way, and the platform with it`,
    async () => {
      const platform = stage();
      // From here on the gateway knows the provider's keys.
      await platform.ask('operator-09', '{ incidents(entity: "09") { totalCount } }');
      for (const name of [carrier, 'identity'] as const) platform.signal(name, 'SIGSTOP');
      const pids = ENDING.map((name) => platform.pid(name));
      const asked = underWay(platform);
      await sleep(500);
      const begun = performance.now();
      for (const pid of pids) process.kill(pid, 'SIGTERM');
      const took = async (name: string, pid: number) => {
        await haveEnded([pid]);
        return `${name} after ${Math.round(performance.now() - begun)} ms`;
      };
      const ends = await Promise.all(ENDING.map((name, n) => took(name, pids[n]!)));
      expect(ends.filter((end) => Number(/(\d+) ms$/.exec(end)![1]) > END_MAX_MS)).toEqual([]);
      await asked;
      const all = PROCESSES.map((name) => {
        try {
          return platform.pid(name);
        } catch {
          return 0;
        }
      }).filter(Boolean);
      expect(await platform.stop()).toBe(0);
      await haveEnded(all);
    },
    TIMEOUT_MS,
  );
}

/** Requests that wait for the store, and one that never ends. */
function underWay(platform: Platform): Promise<unknown> {
  const input = () => ({ commandId: randomUUID(), municipality: '09007', code: '30301' });
  const live = frames(platform, {
    ...{
      transport: 'sse',
      user: 'operator-09',
      query: 'query @live { incidents(entity: "09") { totalCount } }',
    },
  });
  const asked = [
    ...Array.from({ length: 20 }, () => platform.ask('operator-09', REPORT, { input: input() })),
    ...Array.from({ length: 20 }, () =>
      platform.ask('operator-09', '{ units(entity: "09") { totalCount } }'),
    ),
    untilItEnds(live),
  ];
  return Promise.allSettled(asked);
}

async function untilItEnds(live: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of live);
}
