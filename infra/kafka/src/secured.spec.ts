import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ensureTopics, kafkaClient, type KafkaOptions } from '@proximidad/bus';
import { bareEnvironment, needing, whyNotOwnKafka } from '@proximidad/testing';
import { freePorts } from '@proximidad/program';
import { javaEnvironment, readConfig } from './config.ts';
import { jars } from './jars.ts';

const here = dirname(import.meta.dirname);
const root = dirname(dirname(here));
const run = promisify(execFile);
const START_TIMEOUT_MS = 600_000;
const credentials = { username: 'proximidad', password: 'a:password' };

let folder: string;
let broker: ChildProcess;
let kafka: KafkaOptions;

/** An authority and a certificate of this machine's loopback, as a site makes them. */
async function certificates() {
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const subject = ['-subj', '/CN=Test authority', '-nodes', '-newkey', 'rsa:2048', '-days', '1'];
  await openssl('req', '-x509', ...subject, '-keyout', 'ca.key', '-out', 'ca.crt');
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  await openssl(
    'req',
    '-new',
    '-nodes',
    '-newkey',
    'rsa:2048',
    ...names,
    '-keyout',
    'node.key',
    '-out',
    'node.csr',
  );
  const signed = [
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-copy_extensions',
    'copy',
    '-days',
    '1',
  ];
  await openssl('x509', '-req', '-in', 'node.csr', ...signed, '-out', 'node.crt');
}
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');

/** A broker as a container starts it: it accepts nobody without TLS, a name and a password. */
async function startSecured(lib: string): Promise<number> {
  const port = await freePorts(2);
  const controller = port + 1;
  const home = join(folder, 'home');
  mkdirSync(home);
  symlinkSync(lib, join(home, 'lib'));
  copyFileSync(join(here, 'log4j2.xml'), join(home, 'log4j2.xml'));
  const { username, password } = credentials;
  writeFileSync(join(folder, 'kafka.credentials'), `${username}:${password}\n`);
  broker = spawn('sh', [join(root, 'infra/docker/kafka/start.sh')], {
    env: {
      ...javaEnvironment(bareEnvironment()),
      ...{ KAFKA_CLUSTER_ID: 'cHJveGltaWRhZC1zZWN1cmVk', KAFKA_NODE_ID: '1', KAFKA_HOST: '127.0.0.1' },
      ...{ KAFKA_VOTERS: `1@127.0.0.1:${controller}`, KAFKA_REPLICAS: '1', KAFKA_IN_SYNC: '1' },
      ...{ KAFKA_PORT: String(port), KAFKA_CONTROLLER_PORT: String(controller), KAFKA_HEAP: '384m' },
      ...{ KAFKA_HOME: home, KAFKA_DATA: join(folder, 'log'), KAFKA_SECRETS: folder, TMPDIR: folder },
    },
    stdio: 'ignore',
  });
  return port;
}

needing(await whyNotOwnKafka()).describe('a cluster that wants TLS and a password', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proximidad-secured-'));
    await certificates();
    const { cache } = readConfig(root);
    const port = await startSecured(await jars(cache, join(here, 'pom.xml'), () => undefined));
    kafka = { brokers: [`127.0.0.1:${port}`], tlsCa: textOf('ca.crt'), credentials };
    await reaches(kafka, { retries: 240, initialRetryTime: 500, maxRetryTime: 2_000 });
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    if (broker?.exitCode === null) {
      broker.kill('SIGKILL');
      await once(broker, 'exit');
    }
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  async function reaches(options: KafkaOptions, retry = { retries: 0 } as object): Promise<string[]> {
    const admin = kafkaClient(options, 'test', { retry }).admin();
    try {
      await admin.connect();
      await ensureTopics(admin, ['sp.pub.incidents.v1']);
      return await admin.listTopics();
    } finally {
      await admin.disconnect();
    }
  }

  test('is reached with both', async () => {
    expect(await reaches(kafka)).toContain('sp.pub.incidents.v1');
  });

  test('M12: is reached neither with another password, nor without one, nor without TLS', async () => {
    const wrong = { ...credentials, password: 'another' };
    const { tlsCa: _ca, ...plain } = kafka;
    const { credentials: _credentials, ...nameless } = kafka;
    for (const options of [{ ...kafka, credentials: wrong }, nameless, plain])
      await expect(reaches(options)).rejects.toThrow(/./);
  });

  test('is not believed when somebody else signed its certificate', async () => {
    await run('openssl', [
      ...['req', '-x509', '-subj', '/CN=Somebody', '-nodes', '-newkey', 'rsa:2048', '-days', '1'],
      ...['-keyout', join(folder, 'other.key'), '-out', join(folder, 'other.crt')],
    ]);
    await expect(reaches({ ...kafka, tlsCa: textOf('other.crt') })).rejects.toThrow(
      /certificate|signature|self/i,
    );
  });
});
