import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { kafkaClient } from '@proximidad/bus';
import { freePorts, takeAlone } from '@proximidad/program';
import { eventually, needing, printed, whyNotOwnKafka } from '@proximidad/testing';
import { type ClassArchive, classArchive } from './archive.ts';
import { startCluster } from './cluster.ts';
import { readConfig } from './config.ts';
import { jars, KAFKA_VERSION } from './jars.ts';

const POM = join(import.meta.dirname, '../pom.xml');
const MAIN = join(import.meta.dirname, 'main.ts');
const START_TIMEOUT_MS = 900_000;
/** A launcher kills what has not ended by then. */
const PATIENCE_MS = 10_000;
const ARCHIVE_PATIENCE = { timeoutMs: 500_000 } as const;
const testWithJava = needing(await whyNotOwnKafka()).test;

let data: string;
let running: ChildProcess | undefined;
/** As a home may be called, with more than Java reads by itself. */
beforeEach(() => void (data = mkdtempSync(join(tmpdir(), 'proximidad de José, #1 kafka-'))));
afterEach(async () => {
  if (running) await end(running);
  running = undefined;
  rmSync(data, { recursive: true, force: true, maxRetries: 3 });
});

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  return child.exitCode;
}

/** What it prints before it ends by itself, and its exit code. */
async function outcome(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = start(args, env);
  let text = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (part: Buffer) => (text += String(part)));
  await once(child, 'close');
  return { code: child.exitCode, text };
}

test.each([
  [['--nodes', '2'], '--nodes must be 1 or 3'],
  [['--port', '99999'], '--port must be a whole number'],
  [['--replicas', '3'], "Unknown option '--replicas'"],
])('what it cannot do it says: %j', async (args, message) => {
  const { code, text } = await outcome(args);
  expect(code).toBe(1);
  expect(text).toContain(message);
  expect(text).toContain('See --help.');
});

test.each([
  [1, '3', 'was made with one node, and cannot be started with 3.'],
  [3, '1', 'was made with 3 nodes, and cannot be started with one.'],
])(
  'what %d made is not started with %s: the new would outvote what is there',
  async (made, nodes, message) => {
    for (let id = 1; id <= made; id++) mkdirSync(join(data, 'kafka', `node-${id}`), { recursive: true });
    const around = {
      data,
      jars: data,
      classes: classArchive(data, ''),
      log4j: '',
      over: new AbortController().signal,
    };
    const starting = startCluster(Number(nodes), 0, { ...around, say: () => undefined });
    await expect(starting).rejects.toThrow(message);
    expect(readdirSync(join(data, 'kafka'))).toHaveLength(made);
  },
);

test('without Java it says what to install, or where else to look', async () => {
  const { code, text } = await outcome(['--data', data], { PATH: dirname(process.execPath) });
  expect(code).toBe(1);
  expect(text).toMatch(/Kafka needs Java 17 or newer.*openjdk.*KAFKA_BROKERS/);
});

const nodeIn = (folder: string) => Number(readFileSync(join(folder, 'run/kafka-1.pid'), 'utf8'));

/** A cache with Kafka's jars and nothing that was made of them. */
async function emptyCache(): Promise<string> {
  const cache = join(data, 'cache');
  mkdirSync(cache);
  const fetched = await jars(readConfig(join(import.meta.dirname, '../../..')).cache, POM, () => undefined);
  symlinkSync(fetched, join(cache, `kafka-${KAFKA_VERSION}`));
  return cache;
}

/** Kafka's jars stand for themselves here; what a node would have noted is given. */
async function madeOf(noted: string | undefined, folder: string): Promise<ClassArchive> {
  const classes = classArchive(folder, 'a version');
  const [option] = classes.ofNode();
  expect(option).toContain('-XX:DumpLoadedClassList=');
  if (noted !== undefined) writeFileSync(option!.split('=')[1]!, noted);
  await classes.make();
  return classes;
}

testWithJava('Java starts without an archive, and with one that does not fit', async () => {
  const folder = join(data, 'jars');
  mkdirSync(folder);
  const none = await madeOf(undefined, folder);
  expect([none.options(), readdirSync(data)]).toEqual([[], ['jars']]);

  const classes = await madeOf('java/lang/Object id: 0\njava/lang/Str', folder);
  const [option] = classes.options();
  expect(classes.ofNode()).toEqual([option]);
  const archive = option!.split('=')[1]!;
  // Java lets nobody write to it.
  rmSync(archive);
  writeFileSync(archive, 'no archive');
  await promisify(execFile)('java', [option!, '-version']);
});

test('only one process notes classes at a time, and the next one does when it has ended', () => {
  const folder = join(data, 'jars');
  mkdirSync(folder);
  const [one, other] = [classArchive(folder, 'a version'), classArchive(folder, 'a version')];
  const noting = [expect.stringContaining('-XX:DumpLoadedClassList=')];
  expect([one.ofNode(), one.ofNode(), other.ofNode()]).toEqual([noting, [], []]);
  one.close();
  expect(other.ofNode()).toEqual(noting);
  other.close();
  expect(readdirSync(data)).toEqual(['jars']);
});

test('while Kafka runs in a folder, a second start there ends none of its nodes', async () => {
  const [folder, kafka] = [join(data, 'jars'), join(data, 'kafka')];
  for (const path of [folder, kafka, join(data, 'run')]) mkdirSync(path);
  const leave = takeAlone(join(kafka, 'alone.lock'), 0)!;
  const node = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)', `${kafka}/`], {
    stdio: 'ignore',
  });
  writeFileSync(join(data, 'run/kafka-1.pid'), `${node.pid}\n`);
  const { signal: over } = new AbortController();
  const around = { data, jars: folder, classes: classArchive(folder, 'a version'), log4j: '', over };
  try {
    const second = startCluster(1, 0, { ...around, say: () => undefined });
    await expect(second).rejects.toThrow(/Kafka runs in .*kafka already/);
    expect([node.exitCode, node.signalCode]).toEqual([null, null]);
  } finally {
    node.kill('SIGKILL');
    leave();
  }
});

testWithJava('asked to end while it starts, it ends its node before anybody loses patience', async () => {
  const bin = join(data, 'bin');
  mkdirSync(bin);
  const never = 'case "$*" in *-version*) echo \'version "17"\' ;; *kafka.Kafka*) exec sleep 600 ;; esac';
  writeFileSync(join(bin, 'java'), `#!/bin/sh\n${never}\n`, { mode: 0o755 });
  const settings = { PROXIMIDAD_CACHE: await emptyCache(), PATH: `${bin}:${process.env['PATH']}` };
  running = start(['--port', '0', '--data', data], settings);
  const begun = () => (existsSync(join(data, 'run/kafka-1.pid')) ? nodeIn(data) : 0) || undefined;
  const node = await eventually(begun, 'a node');
  const asked = performance.now();
  expect(await end(running)).toBe(0);
  expect(performance.now() - asked).toBeLessThan(PATIENCE_MS);
  expect(() => process.kill(node, 0)).toThrow('ESRCH');
});

testWithJava(
  'what was published before it was stopped lies there when it runs again, with the classes as they were read, no process is left behind, and nothing of others is removed',
  async () => {
    const publish = async (brokers: string, value: string) => {
      const client = kafkaClient({ brokers: [brokers] }, 'test');
      const [admin, producer] = [client.admin(), client.producer()];
      await Promise.all([admin.connect(), producer.connect()]);
      if (!(await admin.listTopics()).includes('kept')) {
        await admin.createTopics({ topics: [{ topic: 'kept' }], waitForLeaders: true });
      }
      await producer.send({ topic: 'kept', acks: -1, messages: [{ value }] });
      const [offsets] = await admin.fetchTopicOffsets('kept');
      await Promise.all([admin.disconnect(), producer.disconnect()]);
      return offsets!.high;
    };
    const settings = { PROXIMIDAD_CACHE: await emptyCache(), LC_ALL: 'C' };
    running = start(['--port', '0', '--data', data], settings);
    const brokers = await printed(running, /is ready, brokers (\S+)/);
    expect(await publish(brokers, 'one')).toBe('1');
    const onlyArchive = () => {
      const files = readdirSync(settings.PROXIMIDAD_CACHE).filter(
        (name) => name !== `kafka-${KAFKA_VERSION}`,
      );
      return files.every((name) => name.endsWith('.jsa')) ? files[0] : undefined;
    };
    // It is made when nobody else wants the processor.
    const archive = await eventually(onlyArchive, 'an archive and nothing else', ARCHIVE_PATIENCE);
    expect(readdirSync(join(data, 'kafka/node-1'))).toContain('meta.properties');
    const node = nodeIn(data);
    expect(await end(running)).toBe(0);
    expect(() => process.kill(node, 0)).toThrow('ESRCH');

    const kept = join(data, 'store/log.db');
    mkdirSync(dirname(kept));
    writeFileSync(kept, '');
    const again = ['--port', brokers.split(':')[1]!, '--data', relative('', data), '--ephemeral'];
    running = start(again, settings);
    await printed(running, /is ready, brokers (\S+)/);
    expect(await publish(brokers, 'two')).toBe('2');
    expect(readFileSync(`/proc/${nodeIn(data)}/maps`, 'utf8')).toContain(archive);
    await end(running);
    expect(readdirSync(data).toSorted()).toEqual(['cache', 'store']);
    expect(readdirSync(dirname(kept))).toEqual(['log.db']);
  },
  START_TIMEOUT_MS,
);

testWithJava('a port of a node that is in use is named before anything is started', async () => {
  const first = await freePorts(2);
  for (const port of [first, first + 1]) {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const { code, text } = await outcome(['--port', String(first), '--data', data]);
    other.close();
    expect([code, text]).toEqual([1, expect.stringContaining(`Port ${port} is in use. Stop what uses it`)]);
  }
});

testWithJava('a port for its health that is in use is said before anything is started', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, text } = await outcome(['--port', '0', '--data', data, '--health-port', String(port)]);
  other.close();
  expect(code).toBe(1);
  expect(text).toContain(`--health-port ${port} cannot be listened on`);
  expect(readdirSync(data)).toEqual([]);
});
