import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { haveEnded, type Platform, PROCESSES, type ProcessName } from './platform.ts';
import { frames } from './watcher.ts';

const REPORT = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { __typename } }`;
const ENDING = ['gateway', 'beats', 'incidents', 'contacts', 'training', 'authorities', 'vault'] as const;
const TIMEOUT_MS = 240_000;

/**
 * The last story of a platform: what carries the bus and the identity provider hang, and it is to end. `endMaxMs` is what a process has for
 * it: a second and a half at rest without the store; a client of a broker waits for it until the process cuts it off.
 */
export function endsWhileHanging(
  stage: () => Platform,
  carrier: ProcessName,
  { endMaxMs }: { readonly endMaxMs: number },
): void {
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
      await haveEnded(pids);
      expect(performance.now() - begun).toBeLessThan(endMaxMs);
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

/** What waits for the store, and what goes on for ever. */
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
