import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { idFor } from '@proximidad/eventsourcing';
import { connect } from '@proximidad/eventstore';
import { bareEnvironment, testPassportJwks } from '@proximidad/testing';
import { sized } from '@proximidad/testing/sizes';
import { openService } from './open-service.ts';
import { entry, openGround, operator, receive, until } from './testing/harness.ts';
import { calls, contactIdOf, contactRows, contacts } from './testing/two-services.ts';

const MAIN = join(import.meta.dirname, 'testing/main.ts');
const TELEMETRY = import.meta.resolve('./telemetry/preload.ts');

interface Line {
  readonly level: string;
  readonly message: string;
  readonly url?: string;
  readonly settings?: object;
}

/** Starts a service, prints its pid and, once all its output has been read, that it is ready. */
const LAUNCHER = `const { spawn } = require('node:child_process');
const options = { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] };
const child = spawn(process.argv[1], ['--disable-warning=ExperimentalWarning', process.argv[2], 'echoes'], options);
console.log(child.pid);
child.stdout.on('data', (text) => { if (String(text).includes('"ready"')) setTimeout(() => console.log('ready'), 500); });`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** How long a process may take to start with all its tracing, on a busy machine. */
const SAID_SECONDS = 120;

/** A service's process and its output. */
class Process {
  readonly lines: Line[] = [];
  readonly child: ChildProcess;
  errors = '';

  constructor(
    service: string,
    environment: Readonly<Record<string, string>>,
    nodeOptions: readonly string[] = [],
  ) {
    const options = ['--disable-warning=ExperimentalWarning', ...nodeOptions];
    this.child = spawn(process.execPath, [...options, MAIN, service], {
      env: { ...bareEnvironment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    createInterface({ input: this.child.stdout! }).on('line', (line) =>
      this.lines.push(JSON.parse(line) as Line),
    );
    this.child.stderr!.on('data', (text: Buffer) => (this.errors += text.toString()));
  }

  async said(message: string): Promise<Line> {
    const find = () => this.lines.find((line) => line.message === message);
    await until(() => find() !== undefined, SAID_SECONDS).catch(() => undefined);
    const line = find();
    if (!line) throw new Error(`it never said "${message}": ${JSON.stringify(this.lines)} ${this.errors}`);
    return line;
  }

  async ended(): Promise<number | NodeJS.Signals | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode ?? this.child.signalCode;
  }
}

let folder: string;
let store: Awaited<ReturnType<typeof startEmbeddedStore>>;
let environment: Record<string, string>;
const started: Process[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'process-'));
  const keys = join(folder, 'keys.json');
  writeFileSync(keys, JSON.stringify(testPassportJwks));
  store = await startEmbeddedStore({ data: join(folder, 'store'), port: 0 });
  environment = { ESDB_URL: store.url, PROXIMIDAD_DATA: folder, PASSPORT_KEYS: keys };
});
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(
  service: string,
  more: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
) {
  const process = new Process(service, { ...environment, ...more }, nodeOptions);
  started.push(process);
  return process;
}

test('a process says which settings it took, answers, and ends with 0 when told to', async () => {
  const service = start('calls');
  const { url, settings } = await service.said('listening');
  expect(settings).toEqual({
    ...{ host: '127.0.0.1', port: 0, esdbUrl: store.url, data: folder, bus: 'eventstore', logLevel: 'info' },
  });
  await service.said('ready');
  const slow = fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(await entry(operator, '{ slow(ms: 1500) }')),
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  service.child.kill('SIGTERM');
  service.child.kill('SIGTERM');
  // What is in flight is finished.
  expect(await (await slow).json()).toMatchObject({ data: { slow: true } });
  expect(await service.ended()).toBe(0);
  expect(service.errors).toBe('');
});

test('a process ends with its launcher', async () => {
  const service = start('echoes');
  await service.said('ready');
  service.child.disconnect();
  expect(await service.ended()).toBe(0);
});

test('a process ends with its launcher, and with everybody who read its output', async () => {
  const launcher = spawn(process.execPath, ['-e', LAUNCHER, process.execPath, MAIN], {
    env: { ...bareEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = createInterface({ input: launcher.stdout })[Symbol.asyncIterator]();
  const pid = Number((await said.next()).value);
  expect((await said.next()).value).toBe('ready');
  launcher.kill('SIGKILL');
  await until(async () => !isAlive(pid));
});

test('a wrong setting is one clear line', async () => {
  const service = start('calls', { PORT: '99999999' });
  expect(await service.ended()).toBe(1);
  expect(service.errors).toMatch(/^calls: wrong settings: PORT: [^\n]*\n$/);
});

test('killed again and again under load, a consumer has every effect once', async () => {
  const data = join(folder, 'in-process');
  const config = { ...(await openGroundConfig()), esdbUrl: store.url, data };
  await using scope = new AsyncDisposableStack();
  const source = await openService(calls, config);
  scope.defer(() => source.close());
  await source.caughtUp;
  const kills = sized(3, 20);
  const ids: string[] = [];
  for (let round = 0; round < kills; round++) {
    const echoes = start('echoes');
    await echoes.said('ready');
    for (let n = 0; n < 20; n++) {
      const id = idFor('09', 'killed', randomUUID());
      ids.push(id);
      await receive((wire) => source.execute(wire), id);
    }
    echoes.child.kill('SIGKILL');
    await echoes.ended();
  }
  start('echoes');
  const log = connect(store.url);
  scope.defer(() => log.close());
  const effects = () => Promise.all(ids.map((id) => log.read(`contact_${contactIdOf(id)}`)));
  await until(async () => (await effects()).every(({ events }) => events.length > 0));
  expect((await effects()).map(({ events }) => events.length)).toEqual(ids.map(() => 1));
});

test('a process ends in time beside a collector that takes its spans and never answers', async () => {
  const collector = createServer((request) => request.resume());
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  const { port } = collector.address() as AddressInfo;
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  const traced = start('calls', settings, ['--import', TELEMETRY]);
  const { url } = await traced.said('listening');
  await fetch(`${url}/health/live`);
  traced.child.kill('SIGTERM');
  expect([await traced.ended(), traced.lines.at(-1)?.message]).toEqual([0, 'stopped']);
  collector.closeAllConnections();
  collector.close();
});

describe('with a collector named, what reaches it before the process ends', () => {
  const secret = 'robles-doce';
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const callId = idFor('09', 'traced');
  let received = '';

  beforeAll(async () => {
    const collector = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
      request.on('end', () => response.end());
    });
    await once(collector.listen(0, '127.0.0.1'), 'listening');
    const { port } = collector.address() as AddressInfo;
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
    const traced = start('calls', settings, ['--import', TELEMETRY]);
    const { url } = await traced.said('listening');
    await traced.said('ready');
    const asked = `query=${encodeURIComponent(`{ incident(id: "${secret}") }`)}&variables=${secret}`;
    await fetch(`${url}/health/live?${asked}`);
    const post = async (wire: unknown) => {
      const headers = { 'content-type': 'application/json' };
      return (
        await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(wire) })
      ).json() as never;
    };
    await receive(async (wire) => post({ ...(wire as object), ...withTrace(wire, traceId) }), callId);
    traced.child.kill('SIGTERM');
    expect(await traced.ended()).toBe(0);
    collector.close();
  });

  test('L3: of what a query by GET asks, nothing', () => {
    expect(received).toContain('/health/live');
    expect(received).not.toContain(secret);
  });

  test('spans of command and operation, in the trace that the event names', async () => {
    expect(received).toContain('graphql');
    expect(received).toContain('command');
    const log = connect(store.url);
    const [event] = (await log.read(`call_${callId}`)).events;
    expect(event!.metadata.traceparent).toContain(traceId);
    await log.close();
  });
});

test('a store that goes away makes a service not ready; when it is back, everything goes on by itself', async () => {
  const data = join(folder, 'outage');
  const own = await startEmbeddedStore({ data: join(data, 'store'), port: 0 });
  const config = { ...(await openGroundConfig()), esdbUrl: own.url, data };
  const [source, echoes] = await Promise.all([openService(calls, config), openService(contacts(), config)]);
  await Promise.all([source.caughtUp, echoes.caughtUp]);
  await own.close();
  await until(async () => (await source.health()).parts['store'] === 'unreachable');
  const reborn = await startEmbeddedStore({ data: join(data, 'store'), port: own.port });
  await until(async () => (await source.health()).ready && (await echoes.health()).ready);
  const callId = idFor('09', 'after-the-outage');
  await receive((wire) => source.execute(wire), callId);
  await until(() => echoes.readModels.table(contactRows).get(contactIdOf(callId)) !== undefined);
  await Promise.all([source.close(), echoes.close()]);
  await reborn.close();
});

function withTrace(wire: unknown, traceId: string) {
  const { extensions } = wire as { extensions: object };
  return { extensions: { ...extensions, traceparent: `00-${traceId}-b7ad6b7169203331-01` } };
}

async function openGroundConfig() {
  const ground = await openGround();
  const config = ground.config('calls');
  await ground.clear();
  return config;
}
