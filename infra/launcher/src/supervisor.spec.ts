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
import { sized } from '@proximidad/testing/sizes';
import { until } from '@proximidad/testing/waiting';
import { supervise, type Supervised } from './supervisor.ts';
import type { ProcessSpec } from './topology.ts';

const READY_TIMEOUT_MS = 60_000;
/** What ends by itself is given up at its fifth end; here it has ended as often, and is not. */
const TOLD = sized(5, 7);

/** A folder, and the processes that are supervised in it; each test has its own, because they wait side by side. */
function openGround() {
  const folder = mkdtempSync(join(tmpdir(), 'proximidad-supervisor-'));
  const said: string[] = [];
  const running: Supervised[] = [];
  return {
    folder,
    said,
    pidFile: join(folder, 'run/program.pid'),
    pid: () => Number(readFileSync(join(folder, 'run/program.pid'), 'utf8')),
    /** A real process that runs `program`; `ready` is the address at which it is asked whether it is ready. */
    started(program: string, { ready = 'http://127.0.0.1:1/', room = true } = {}): Supervised {
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
    },
    async [Symbol.asyncDispose]() {
      for (const one of running) await one.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test.concurrent('what ends is started again also where its id can be neither written nor removed', async () => {
  await using ground = openGround();
  mkdirSync(ground.pidFile, { recursive: true });
  const reason = await ground.started('process.exit(1)').givenUp;
  expect(reason).toContain('program ended 5 times by itself, at last with exit code 1');
});

test.concurrent.each([
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
    'what it says of itself, not of one request',
    `const say = (line) => console.log(JSON.stringify(line));
    say({ level: 'warn', message: 'starts again after a failure', error: [{ message: 'stopped at an event' }] });
    say({ level: 'warn', message: 'an operation failed', correlationId: '1', error: [{ message: 'try again' }] });
    process.exit(1);`,
    'starts again after a failure: stopped at an event',
  ],
  [
    'an error that nobody caught',
    `throw new RangeError('the log is damaged');`,
    'RangeError: the log is damaged',
  ],
])('what ends by itself again and again is given up, and told with %s', async (_what, program, line) => {
  await using ground = openGround();
  const one = ground.started(program);
  const reason = await one.givenUp;
  expect(reason).toMatch(
    /^program ended 5 times by itself, at last with exit code 1, and is not started again/,
  );
  expect(reason.split('\n').at(-1)).toBe(`  its last line: ${line}`);
  await expect(one.ready(READY_TIMEOUT_MS)).rejects.toThrow(reason);
  expect(ground.said).toHaveLength(4);
  expect(ground.said.every((text) => text.endsWith(`its last line: ${line}`))).toBe(true);
  expect(existsSync(ground.pidFile)).toBe(false);
});

test.concurrent('what ends without room on the disk is never given up', async () => {
  await using ground = openGround();
  ground.started('process.exit(1);', { room: false });
  await until(() => ground.said.length >= TOLD);
  expect(ground.said.join('\n')).not.toContain('is not started again');
});

test.concurrent('a process runs whose id there is no room for, and has it once there is', async () => {
  await using ground = openGround();
  mkdirSync(join(ground.folder, 'run'));
  symlinkSync('/dev/full', ground.pidFile);
  ground.started(`setInterval(() => undefined, 1_000); console.log('runs');`);
  await until(() => ground.said.length > 0);
  expect(ground.said).toEqual([expect.stringMatching(/program\.pid cannot be written: ENOSPC/)]);
  rmSync(ground.pidFile);
  await until(() => existsSync(ground.pidFile));
  process.kill(ground.pid(), 0);
});

test.concurrent('what is killed is started again, however often', async () => {
  await using ground = openGround();
  ground.started('setInterval(() => undefined, 1_000);');
  const pids = new Set<number>();
  while (pids.size < TOLD) {
    await until(() => existsSync(ground.pidFile) && !pids.has(ground.pid()));
    pids.add(ground.pid());
    process.kill(ground.pid(), 'SIGKILL');
  }
  await until(() => ground.said.length === TOLD);
  expect(ground.said.join('\n')).not.toContain('is not started again');
});

test.concurrent('what the launcher itself kills is not started again, and nobody is told that it is', async () => {
  await using ground = openGround();
  const one = ground.started('setInterval(() => undefined, 1_000);');
  await until(() => existsSync(ground.pidFile));
  one.kill();
  await until(() => !existsSync(ground.pidFile));
  await one.stop();
  expect(ground.said).toEqual([]);
});

test.concurrent('what was stopped by a signal goes on when it is asked to end, and ends by itself', async () => {
  await using ground = openGround();
  const file = join(ground.folder, 'ended');
  const one = ground.started(
    `import { writeFileSync } from 'node:fs';
    process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(file)}, 'by itself'); process.exit(0); });
    writeFileSync(${JSON.stringify(`${file}.may`)}, '');
    setInterval(() => undefined, 1_000);`,
  );
  await until(() => existsSync(`${file}.may`));
  process.kill(ground.pid(), 'SIGSTOP');
  await one.stop();
  expect(readFileSync(file, 'utf8')).toBe('by itself');
});

test.concurrent('a process that answers is ready', async () => {
  await using ground = openGround();
  const server: Server = createServer((_request, response) => response.writeHead(204).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ready = `http://127.0.0.1:${port}/`;
  await ground.started('setInterval(() => undefined, 1_000);', { ready }).ready(READY_TIMEOUT_MS);
  server.close();
});

test.concurrent('a clock that is set forward while a process starts costs it none of its time', async () => {
  await using ground = openGround();
  let asked = 0;
  const server: Server = createServer((_request, response) =>
    response.writeHead(++asked < 3 ? 503 : 204).end(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ready = ground
    .started('setInterval(() => undefined, 1_000);', { ready: `http://127.0.0.1:${port}/` })
    .ready(READY_TIMEOUT_MS);
  const { now } = Date;
  Date.now = () => now() + 3_600_000;
  try {
    await ready;
  } finally {
    Date.now = now;
    server.close();
  }
});
