import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { busesHere } from './buses.ts';
import {
  eventually,
  platformPorts,
  type Platform,
  PROCESSES,
  type ProcessName,
  root,
  runProgram,
  startPlatform,
} from './platform.ts';
import { frames } from './watcher.ts';

const START_TIMEOUT_MS = 240_000;
const LAUNCHER = 'infra/launcher/src/main.ts';
const STATUS = 'infra/launcher/src/status.ts';
const STOP = 'infra/launcher/src/stop.ts';

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'proximidad-process-life-'));
  folders.push(made);
  return made;
};
afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true, force: true, maxRetries: 3 })));

const launcherOf = (data: string) =>
  (JSON.parse(readFileSync(join(data, 'run/launcher.json'), 'utf8')) as { pid: number }).pid;
const pidFiles = (data: string) =>
  readdirSync(join(data, 'run'))
    .filter((file) => file.endsWith('.pid'))
    .map((file) => [file, readFileSync(join(data, 'run', file), 'utf8')]);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
const haveEnded = (pids: readonly number[]) =>
  eventually(`${pids.join(', ')} have ended`, async () => (pids.some(isAlive) ? undefined : true));

describe('F7: a data folder that is served', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  }, START_TIMEOUT_MS);
  afterAll(() => platform?.clear(), 30_000);

  test('refuses a second start in one sentence, and keeps every file of the first', async () => {
    const before = pidFiles(platform.data);
    const { code, stdout, stderr } = await runProgram([LAUNCHER, '--empty'], {
      PROXIMIDAD_PORT: String(await platformPorts()),
      PROXIMIDAD_DATA: platform.data,
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      new RegExp(
        `^The data folder \\S+ is served already \\(process ${launcherOf(platform.data)}, .*npm stop.*\n$`,
      ),
    );
    expect(pidFiles(platform.data)).toEqual(before);
    await platform.ready();
  });

  test('is looked at with npm run status', async () => {
    const { code, stdout } = await runProgram([STATUS, '--json'], platform.environment);
    const states = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: ProcessName });
    expect(code).toBe(0);
    expect(states.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject(
      PROCESSES.toSorted().map((name) => ({ name, state: 'ready', pid: platform.pid(name), lastLine: null })),
    );
  });

  test('says which process cannot do its work', async () => {
    platform.signal('training', 'SIGSTOP');
    const { code, stdout } = await runProgram([STATUS], platform.environment);
    platform.signal('training', 'SIGCONT');
    expect([code, stdout]).toEqual([1, expect.stringMatching(/training +not ready +port/)]);
  });

  test(
    'ends when its launcher is killed, beside a store and an identity provider that are gone, too; the next start goes on',
    async () => {
      const pids = PROCESSES.map((name) => platform.pid(name));
      process.kill(launcherOf(platform.data), 'SIGKILL');
      for (const name of ['store', 'identity'] as const) platform.signal(name, 'SIGKILL');
      await haveEnded(pids);
      platform = await startPlatform(platform);
    },
    START_TIMEOUT_MS * 2,
  );

  test('is ended by npm stop, and free then', async () => {
    const pids = [launcherOf(platform.data), ...PROCESSES.map((name) => platform.pid(name))];
    const { code, stdout } = await runProgram([STOP], platform.environment);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Stopped\./)]);
    await haveEnded(pids);
    expect(await runProgram([STOP], platform.environment)).toMatchObject({
      ...{ code: 0, stdout: expect.stringMatching(/^Nothing serves /) as string },
    });
    expect(await runProgram([STATUS], platform.environment)).toMatchObject({ code: 1 });
  });
});

test(
  'a launcher whom nobody reads any more ends, and so does what it started',
  async () => {
    const data = folder();
    const child = spawn(process.execPath, ['infra/run.mjs', LAUNCHER, '--empty'], {
      cwd: root,
      env: {
        ...process.env,
        ...{ NODE_OPTIONS: '', PROXIMIDAD_DATA: data, PROXIMIDAD_PORT: String(await platformPorts()) },
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const files = await eventually('every process was started', async () => {
      const found = pidFiles(data);
      return found.length === PROCESSES.length ? found : undefined;
    });
    child.stdout.destroy();
    // Now it has something to say.
    process.kill(Number(readFileSync(join(data, 'run/training.pid'), 'utf8')), 'SIGKILL');
    await haveEnded(files.map(([, pid]) => Number(pid)));
    expect((await ended)[0]).toBe(0);
  },
  START_TIMEOUT_MS,
);

const { buses } = await busesHere();
/**
 * The store, or the platform's own broker: a broker elsewhere is not ours to stop. With the time that a process has to end: a second and
 * a half at rest without the store; a client of a broker waits for it until the process cuts it off.
 */
const CARRIERS = (
  [
    ['store', 'eventstore', 5_000, ['store']],
    ['broker', 'kafka', 10_000, ['kafka-1']],
  ] as const
).filter(([, bus]) => bus === 'eventstore' || (buses.includes(bus) && !process.env['KAFKA_BROKERS']));

describe.each(CARRIERS)('while the %s and the identity provider hang', (_, bus, endMaxMs, carrier) => {
  const hanging = [...carrier, 'identity'] as const;
  const REPORT = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { __typename } }`;
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform(undefined, bus);
    // From here on the gateway knows the provider's keys.
    await platform.ask('operator-09', '{ incidents(entity: "09") { totalCount } }');
    for (const name of hanging) platform.signal(name, 'SIGSTOP');
  }, START_TIMEOUT_MS);
  afterAll(() => platform?.clear(), 60_000);

  async function untilItEnds(live: AsyncIterable<unknown>): Promise<void> {
    for await (const _ of live);
  }

  /** What waits for the store, and what goes on for ever. */
  function underWay(): Promise<unknown> {
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

  test('each process ends on SIGTERM in time, whatever is under way, and the whole platform with it', async () => {
    const names = ['gateway', 'beats', 'incidents', 'contacts', 'training', 'authorities', 'vault'] as const;
    const pids = names.map((name) => platform.pid(name));
    const asked = underWay();
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
  });
});

test(
  'a damaged log is told with what the store said last, and the start ends',
  async () => {
    const data = folder();
    mkdirSync(join(data, 'store'));
    writeFileSync(join(data, 'store/log.db'), 'no log at all'.repeat(1_000));
    const { code, stderr } = await runProgram([LAUNCHER, '--empty'], {
      PROXIMIDAD_PORT: String(await platformPorts()),
      PROXIMIDAD_DATA: data,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('store ended 5 times by itself');
    expect(stderr).toContain('the event log cannot be opened');
    expect(stderr).toContain('Mend the cause and start again');
  },
  START_TIMEOUT_MS,
);
