import { freePorts } from '@proximidad/program';
import { bareEnvironment } from '@proximidad/testing';
import { brokerPorts, portOf } from '@proximidad/topology';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claim, servedBy, writeLaunched } from './claim.ts';
import { runningId } from './pid-file.ts';
import { readConfig } from './config.ts';
import { closeToOthers, fullDisk, mustBeFree } from './preconditions.ts';
import { topology } from './topology.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'proximidad-claim-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Where a process of the platform writes to. */
function logOf(data: string, name: string): number {
  mkdirSync(join(data, 'log'), { recursive: true });
  return openSync(join(data, 'log', `${name}.log`), 'a');
}

function fileIn(path: string): string {
  const file = join(path, 'no-folder');
  writeFileSync(file, '');
  return file;
}

const program = (name: string) => join(import.meta.dirname, `${name}.ts`);
const environment = (data: string) => ({ ...bareEnvironment(), PROXIMIDAD_DATA: data });

/** Runs until it is killed. */
const another = (output: number | 'ignore', data = folder) =>
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)'], {
    ...{ env: environment(data), stdio: ['ignore', output, 'ignore'] },
  });

/** A launcher waits twelve seconds for it to end, during which the other tests are run. */
const besideOneThatStays = (async () => {
  const data = mkdtempSync(join(tmpdir(), 'proximidad-claim-'));
  const left = another(logOf(data, 'beats'), data);
  mkdirSync(join(data, 'run'));
  writeFileSync(join(data, 'run/beats.pid'), `${left.pid}\n`);
  try {
    const launcher = spawn(process.execPath, [program('main')], {
      ...{ env: environment(data), stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 },
    });
    let stderr = '';
    launcher.stderr.on('data', (part: Buffer) => (stderr += String(part)));
    const [status] = await once(launcher, 'close');
    return { status, stderr, left: left.pid };
  } finally {
    left.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  }
})();
// Also where its own test is not among those that run.
afterAll(() => besideOneThatStays, 60_000);

test('where a process may open too few files, nothing is started, and what to raise is said', () => {
  const limited = ['-c', 'ulimit -n 256; exec "$0" "$1"', process.execPath, program('main')];
  const { status, stderr } = spawnSync('sh', limited, { env: environment(folder), encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/^A process may open only 256 .*ulimit -n.*\n$/),
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['below a folder that takes none', () => '/proc/proximidad/data', 'ENOENT'],
  ['that is a file', () => fileIn(folder), 'ENOTDIR'],
])('a data folder %s is refused at once', (_, place, code) => {
  const data = place();
  const { status, stderr } = spawnSync(process.execPath, [program('main')], {
    ...{ env: environment(data), encoding: 'utf8', timeout: 300_000 },
  });
  expect([status, stderr]).toEqual([
    1,
    `The data folder ${data} cannot be written (${code}). Set PROXIMIDAD_DATA to a folder of your own.\n`,
  ]);
});

test('of a full disk it is said that it is full', () => {
  expect(fullDisk(folder)).toBeUndefined();
  // No file system of its kind has room.
  expect(fullDisk('/proc')).toBe(
    'The disk of /proc is full (0 MiB left): nothing is recorded until there is room.',
  );
});

test('while the store still has its reserve, the disk is not said to be full', () => {
  const left = 5 * 1024 * 1024;
  expect(fullDisk(folder, left)).toMatch(/is full \(5 MiB left\): nothing is recorded/);
  mkdirSync(join(folder, 'store'));
  writeFileSync(join(folder, 'store', 'reserve'), '');
  expect(fullDisk(folder, left)).toBe(
    `The disk of ${folder} is nearly full (5 MiB left): free space on it before nothing more can be recorded.`,
  );
});

test('of a folder that cannot be looked into nobody says that nothing serves it', () => {
  const file = fileIn(folder);
  expect(() => servedBy(file)).toThrow(/no-folder cannot be looked into \(ENOTDIR\)/);
  expect(servedBy(join(folder, 'absent'))).toBeUndefined();
  for (const name of ['stop', 'status']) {
    const { status, stderr } = spawnSync(process.execPath, [program(name)], {
      ...{ env: environment(file), encoding: 'utf8' },
    });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/cannot be looked into/)]);
  }
});

test('one whose clock is not that of the machine is said to be not ready, and by how much', async () => {
  const { leave } = claim(folder);
  const serve = `require('node:http').createServer((_, response) => {
    response.setHeader('date', new Date(Date.now() + 86_400_000).toUTCString());
    response.end();
  }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;
  const child = spawn(process.execPath, ['-e', serve], {
    ...{ env: bareEnvironment(), stdio: ['ignore', 'pipe', logOf(folder, 'beats')] },
  });
  writeSync(logOf(folder, 'beats'), '{"message":"ready"}\n');
  try {
    const [port] = (await once(child.stdout!, 'data')) as [Buffer];
    const processes = [
      { name: 'beats', port: 1, ready: { url: `http://127.0.0.1:${Number(String(port))}/` } },
    ];
    writeLaunched(folder, { pid: process.pid, port: 1, since: new Date(0).toISOString(), processes });
    writeFileSync(join(folder, 'run/beats.pid'), `${child.pid}\n`);
    const { status, stdout } = spawnSync(process.execPath, [program('status')], {
      ...{ env: environment(folder), encoding: 'utf8' },
    });
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/beats +not ready .*\n +its clock is 86\d{3} s ahead\n$/),
    ]);
  } finally {
    child.kill();
    leave();
  }
});

test('what a process said in an earlier start is not told of this one', () => {
  const { leave } = claim(folder);
  const processes = [{ name: 'beats', port: 1, ready: { url: 'http://127.0.0.1:1/' } }];
  writeLaunched(folder, { pid: process.pid, port: 1, since: new Date().toISOString(), processes });
  const said = () => {
    const { stdout } = spawnSync(process.execPath, [program('status'), '--json'], {
      ...{ env: environment(folder), encoding: 'utf8' },
    });
    return JSON.parse(stdout) as object;
  };
  writeSync(logOf(folder, 'beats'), '{"message":"stopped"}\n');
  utimesSync(join(folder, 'log/beats.log'), new Date(0), new Date(0));
  expect(said()).toMatchObject({ state: 'ended', lastLine: null });
  writeSync(logOf(folder, 'beats'), '{"message":"could not start"}\n');
  expect(said()).toMatchObject({ state: 'ended', lastLine: 'could not start' });
  leave();
});

test('a launcher ends in good order also where the disk takes nothing any more', () => {
  const { leave } = claim(folder);
  mkdirSync(join(folder, 'run/launcher.json'));
  expect(leave).not.toThrow();
});

test('of a halted process it is said that it is halted, not what it wrote last', () => {
  const { leave } = claim(folder);
  const child = another(logOf(folder, 'beats'));
  const processes = [{ name: 'beats', port: 1, ready: { url: 'http://127.0.0.1:1/' } }];
  writeLaunched(folder, { pid: process.pid, port: 1, since: new Date(0).toISOString(), processes });
  writeFileSync(join(folder, 'run/beats.pid'), `${child.pid}\n`);
  writeSync(logOf(folder, 'beats'), '{"message":"ready"}\n');
  const said = () =>
    spawnSync(process.execPath, [program('status')], { env: environment(folder), encoding: 'utf8' }).stdout;
  try {
    expect(said()).toMatch(/beats +not ready .*\n +its last line: ready\n$/);
    child.kill('SIGSTOP');
    expect(said()).toMatch(/beats +halted +port 1, process \d+\n$/);
  } finally {
    child.kill('SIGKILL');
    leave();
  }
});

test('what a killed launcher leaves is waited for before it is said that nothing serves the folder', async () => {
  mkdirSync(join(folder, 'run'));
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    ...{ env: bareEnvironment(), stdio: ['pipe', logOf(folder, 'store'), 'ignore'] },
  });
  const hasEnded = once(child, 'exit');
  writeFileSync(join(folder, 'run/store.pid'), `${child.pid}\n`);
  const stop = spawn(process.execPath, [program('stop')], {
    ...{ env: environment(folder), stdio: ['ignore', 'pipe', 'inherit'] },
  });
  let told = '';
  stop.stdout.on('data', (part: Buffer) => (told += String(part)));
  await once(stop.stdout, 'data');
  expect(told).toMatch(/^Waiting for what an earlier start left to end: store/);
  child.stdin!.end();
  const [code] = await once(stop, 'close');
  expect([code, told.trim().split('\n').at(-1)]).toEqual([0, `Nothing serves ${folder}.`]);
  expect(child.exitCode).toBe(0);
  await hasEnded;
});

test('an id that a crash left empty, or that belongs to another program by now, is nobody’s', () => {
  mkdirSync(join(folder, 'run'));
  const [alien, other, own] = [
    another('ignore'),
    another(logOf(folder, 'beats')),
    another(logOf(folder, 'store')),
  ];
  try {
    for (const text of ['', '\n', '0', '-1', 'x', '4194305', alien.pid, other.pid]) {
      writeFileSync(join(folder, 'run/store.pid'), String(text));
      expect(runningId(folder, 'store')).toBeNull();
    }
    writeFileSync(join(folder, 'run/store.pid'), `${own.pid}\n`);
    expect(runningId(folder, 'store')).toBe(own.pid);
    symlinkSync(folder, `${folder}-alias`);
    expect(runningId(`${folder}-alias`, 'store')).toBe(own.pid);
    rmSync(`${folder}-alias`);
  } finally {
    for (const child of [alien, other, own]) child.kill('SIGKILL');
  }
});

test('after a power cut npm stop signals nobody who got the id of the launcher, also while another one starts', async () => {
  const stranger = another('ignore');
  const processes = [{ name: 'store', port: 1, ready: { url: 'http://127.0.0.1:1/' } }];
  const told = { pid: stranger.pid!, port: 1, since: new Date(0).toISOString(), processes };
  const stop = () =>
    spawnSync(process.execPath, [program('stop')], { env: environment(folder), encoding: 'utf8' });
  mkdirSync(join(folder, 'run'));
  writeLaunched(folder, told);
  try {
    expect(stop()).toMatchObject({ status: 0, stdout: `Nothing serves ${folder}.\n` });
    const { leave } = claim(folder);
    const { status, stderr } = stop();
    expect([status, stderr]).toEqual([1, expect.stringMatching(/has only begun to start; try again/)]);
    expect(() => claim(folder)).toThrow(/served already \(another process\)/);
    leave();
    expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
  } finally {
    stranger.kill('SIGKILL');
  }
});

test('beside a process that an earlier start left and that does not end nothing is started, on no port', async () => {
  const { status, stderr, left } = await besideOneThatStays;
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining(`are still running: beats (process ${left})`),
  ]);
});

test('npm stop ends a launcher that was halted, as by Ctrl-Z', async () => {
  const launcher = `import { claim, writeLaunched } from ${JSON.stringify(import.meta.resolve('./claim.ts'))};
    claim(process.env.PROXIMIDAD_DATA);
    writeLaunched(process.env.PROXIMIDAD_DATA, { pid: process.pid, port: 1, since: new Date(0).toISOString(), processes: [] });
    process.on('SIGTERM', () => process.exit());
    setInterval(() => {}, 1_000);
    console.log('serves');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', launcher], {
    ...{ env: environment(folder), stdio: ['ignore', 'pipe', 'inherit'] },
  });
  try {
    await once(child.stdout, 'data');
    child.kill('SIGSTOP');
    const stop = spawnSync(process.execPath, [program('stop')], {
      env: environment(folder),
      encoding: 'utf8',
    });
    expect(stop).toMatchObject({ status: 0, stderr: '' });
  } finally {
    child.kill('SIGKILL');
  }
});

test('npm stop ends a node of the broker whose looking-after process was killed', async () => {
  const launcher = `import { claim, writeLaunched } from ${JSON.stringify(import.meta.resolve('./claim.ts'))};
    import { openRunning } from ${JSON.stringify(import.meta.resolve('./running.ts'))};
    const data = process.env.PROXIMIDAD_DATA;
    openRunning({ data, say: () => {} }, claim(data));
    writeLaunched(data, { pid: process.pid, port: 1, since: new Date(0).toISOString(), processes: [] });
    setInterval(() => {}, 1_000);
    console.log('serves');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', launcher], {
    ...{ env: environment(folder), stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const node = await nodeLeft();
  try {
    await once(child.stdout, 'data');
    const ended = once(node, 'exit');
    const stop = spawnSync(process.execPath, [program('stop')], {
      env: environment(folder),
      encoding: 'utf8',
    });
    expect(stop).toMatchObject({ status: 0, stderr: '' });
    expect(await ended).toEqual([null, 'SIGTERM']);
  } finally {
    for (const one of [child, node]) one.kill('SIGKILL');
  }
});

test.each(['controller', 'health'] as const)(
  'a port of the broker that is in use is named, unless its own node was left: %s',
  async (of) => {
    const base = (await freePorts(3)) - portOf('kafka', 0);
    const port = brokerPorts(base)[of];
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      const specs = topology({ ...readConfig({}), PROXIMIDAD_PORT: base }, folder, 'kafka');
      const broker = specs.filter(({ name }) => name === 'kafka');
      await expect(mustBeFree(broker, folder)).rejects.toThrow(`Port ${port} (kafka) is in use`);
      // As a node whose looking-after process was killed, too.
      const node = await nodeLeft();
      try {
        await mustBeFree(broker, folder);
      } finally {
        node.kill('SIGKILL');
      }
    } finally {
      other.close();
    }
  },
);

test('what a copy left open to others is closed, of each service', () => {
  const files = ['authorities', 'beats', 'store', 'vault'].map((name) => {
    mkdirSync(join(folder, name));
    const file = join(folder, name, 'read-models.db');
    writeFileSync(file, '');
    chmodSync(join(folder, name), 0o755);
    chmodSync(file, 0o644);
    return file;
  });
  closeToOthers(folder);
  for (const file of files) expect(statSync(file).mode & 0o077).toBe(0);
});

/** A program that looks like a node of the folder's broker. */
async function nodeLeft() {
  const node = spawn(process.execPath, [
    ...['-e', 'console.log("serves"); setInterval(() => {}, 1_000)', `${folder}/kafka/`],
  ]);
  await once(node.stdout, 'data');
  mkdirSync(join(folder, 'run'), { recursive: true });
  writeFileSync(join(folder, 'run/kafka-1.pid'), `${node.pid}\n`);
  return node;
}
