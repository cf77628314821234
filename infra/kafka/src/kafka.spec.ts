import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { kafkaClient } from '@proximidad/bus';
import { needing, printed, whyNotOwnKafka } from '@proximidad/testing';

const MAIN = join(import.meta.dirname, 'main.ts');
const START_TIMEOUT_MS = 200_000;
const testWithJava = needing(await whyNotOwnKafka()).test;

let data: string;
let running: ChildProcess | undefined;
beforeEach(() => void (data = mkdtempSync(join(tmpdir(), 'proximidad-kafka-'))));
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

test('without Java it says what to install, or where else to look', async () => {
  const { code, text } = await outcome(['--data', data], { PATH: dirname(process.execPath) });
  expect(code).toBe(1);
  expect(text).toMatch(/Kafka needs Java 17 or newer.*openjdk.*KAFKA_BROKERS/);
});

testWithJava(
  'what was published before it was stopped lies there when it runs again, and no process is left behind',
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
    running = start(['--port', '0', '--data', data]);
    const brokers = await printed(running, /is ready, brokers (\S+)/);
    expect(await publish(brokers, 'one')).toBe('1');
    const node = Number(readFileSync(join(data, 'run/kafka-1.pid'), 'utf8'));
    expect(await end(running)).toBe(0);
    expect(() => process.kill(node, 0)).toThrow('ESRCH');

    running = start(['--port', brokers.split(':')[1]!, '--data', data]);
    await printed(running, /is ready, brokers (\S+)/);
    expect(await publish(brokers, 'two')).toBe('2');
  },
  START_TIMEOUT_MS,
);
