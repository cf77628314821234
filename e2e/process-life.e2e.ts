import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endsWhileHanging } from './both-buses/hanging.e2e.ts';
import {
  haveEnded,
  launcherOf,
  platformPorts,
  type Platform,
  PROCESSES,
  type ProcessName,
  runProgram,
  startPlatform,
} from './platform.ts';
import { leftBefore, oneHostStories } from './process-life/one-host.e2e.ts';

const START_TIMEOUT_MS = 600_000;
const LAUNCHER = 'infra/launcher/src/main.ts';
const STATUS = 'infra/launcher/src/status.ts';

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'proximidad-process-life-'));
  folders.push(made);
  return made;
};
afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true, force: true, maxRetries: 3 })));

const pidFiles = (data: string) =>
  readdirSync(join(data, 'run'))
    .filter((file) => file.endsWith('.pid'))
    .map((file) => [file, readFileSync(join(data, 'run', file), 'utf8')]);

describe('F7: a data folder that is served', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ data: await leftBefore(), port: await platformPorts() });
  }, START_TIMEOUT_MS);
  afterAll(() => platform?.clear());

  describe('beside others on its machine', () => oneHostStories(() => platform));

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
    expect([code, stdout]).toEqual([1, expect.stringMatching(/training +halted +port/)]);
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

  endsWhileHanging(() => platform, 'store');
});

test.each([
  ['store/log.db', 'vault/vault.db', 'The event log of'],
  ['vault/vault.db', 'store/log.db', 'The key file of'],
])(
  'without %s a folder that services have worked in is not begun anew',
  async (missing, there, told) => {
    const data = folder();
    for (const file of ['incidents/read-models.db', 'keys/vault-roots/general.key', there]) {
      mkdirSync(dirname(join(data, file)), { recursive: true });
      writeFileSync(join(data, file), 'of before');
    }
    const { code, stderr } = await runProgram([LAUNCHER, '--empty'], {
      PROXIMIDAD_PORT: String(await platformPorts()),
      PROXIMIDAD_DATA: data,
    });
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`${told} ${data} is missing (${join(data, missing)})`),
    ]);
    expect(existsSync(join(data, missing))).toBe(false);
  },
  START_TIMEOUT_MS,
);

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
