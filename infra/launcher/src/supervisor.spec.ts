import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@proximidad/testing/waiting';
import { supervise, type Supervised } from './supervisor.ts';
import type { ProcessSpec } from './topology.ts';

const READY_TIMEOUT_MS = 60_000;

let folder: string;
let said: string[];
let room: boolean;
const running: Supervised[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-supervisor-'));
  said = [];
  room = true;
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A real process that runs `program`; `ready` is the address at which it is asked whether it is ready. */
function started(program: string, ready = 'http://127.0.0.1:1/'): Supervised {
  writeFileSync(join(folder, 'program.mjs'), program);
  const spec: ProcessSpec = {
    ...{ name: 'program', entry: ['program.mjs'], env: {}, port: 1, ready: { url: ready } },
    ...{ needed: true, traced: false, stopOrder: 0 },
  };
  const one = supervise(spec, {
    ...{ root: folder, data: folder, node: process.execPath, traces: false },
    env: { PATH: process.env['PATH'] },
    say: (line) => said.push(line),
    hasRoom: () => room,
  });
  running.push(one);
  return one;
}

const pid = () => Number(readFileSync(join(folder, 'run/program.pid'), 'utf8'));

test('what ends is started again also where its id can be neither written nor removed', async () => {
  mkdirSync(join(folder, 'run/program.pid'), { recursive: true });
  const reason = await started('process.exit(1)').givenUp;
  expect(reason).toContain('program ended 5 times by itself, at last with exit code 1');
});

test.each([
  [
    'a wrong setting',
    `process.stderr.write('program: wrong settings: PORT: too high\\n'); process.exit(1);`,
    'program: wrong settings: PORT: too high',
  ],
  [
    'a line of its log',
    `console.log(JSON.stringify({ message: 'could not start', error: [{ message: 'port 4011 is in use' }] })); process.exit(1);`,
    'could not start: port 4011 is in use',
  ],
  [
    'its last error, where it stopped in good order',
    `const say = (line) => console.log(JSON.stringify(line));
    say({ level: 'error', error: [{ message: 'EligibilityNoted v4 is newer than this code (v3)' }] });
    say({ level: 'info', message: 'stopping', reason: 'ProjectionStopped' });
    say({ level: 'info', message: 'stopped' });
    process.exit(1);`,
    'EligibilityNoted v4 is newer than this code (v3)',
  ],
  [
    'an error that nobody caught',
    `throw new RangeError('the log is damaged');`,
    'RangeError: the log is damaged',
  ],
])('what ends by itself again and again is given up, and told with %s', async (_what, program, line) => {
  const one = started(program);
  const reason = await one.givenUp;
  expect(reason).toMatch(
    /^program ended 5 times by itself, at last with exit code 1, and is not started again/,
  );
  expect(reason.split('\n').at(-1)).toBe(`  its last line: ${line}`);
  await expect(one.ready(READY_TIMEOUT_MS)).rejects.toThrow(reason);
  expect(said).toHaveLength(4);
  expect(said.every((text) => text.endsWith(`its last line: ${line}`))).toBe(true);
  expect(existsSync(join(folder, 'run/program.pid'))).toBe(false);
});

test('what ends without room on the disk is never given up', async () => {
  room = false;
  started('process.exit(1);');
  await until(() => said.length > 6);
  expect(said.join('\n')).not.toContain('is not started again');
});

test('a process runs whose id there is no room for, and has it once there is', async () => {
  mkdirSync(join(folder, 'run'));
  symlinkSync('/dev/full', join(folder, 'run/program.pid'));
  started(`setInterval(() => undefined, 1_000); console.log('runs');`);
  await until(() => said.length > 0);
  expect(said).toEqual([expect.stringMatching(/program\.pid cannot be written: ENOSPC/)]);
  rmSync(join(folder, 'run/program.pid'));
  await until(() => existsSync(join(folder, 'run/program.pid')));
  process.kill(pid(), 0);
});

test('what is killed is started again, however often', async () => {
  started('setInterval(() => undefined, 1_000);');
  const pids = new Set<number>();
  while (pids.size < 7) {
    await until(() => existsSync(join(folder, 'run/program.pid')) && !pids.has(pid()));
    pids.add(pid());
    process.kill(pid(), 'SIGKILL');
  }
  expect(said.length).toBeGreaterThan(5);
  expect(said.join('\n')).not.toContain('is not started again');
});

test('what was stopped by a signal goes on when it is asked to end, and ends by itself', async () => {
  const file = join(folder, 'ended');
  const one = started(
    `import { writeFileSync } from 'node:fs';
    process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(file)}, 'by itself'); process.exit(0); });
    writeFileSync(${JSON.stringify(`${file}.may`)}, '');
    setInterval(() => undefined, 1_000);`,
  );
  await until(() => existsSync(`${file}.may`));
  process.kill(pid(), 'SIGSTOP');
  await one.stop();
  expect(readFileSync(file, 'utf8')).toBe('by itself');
});

test('a process that answers is ready', async () => {
  const server: Server = createServer((_request, response) => response.writeHead(204).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await started('setInterval(() => undefined, 1_000);', `http://127.0.0.1:${port}/`).ready(READY_TIMEOUT_MS);
  server.close();
});
