import {
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  type ResolvedEvent,
  StreamNotFoundError,
} from '@eventstore/db-client';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { sized } from '@proximidad/testing/sizes';
import { verify } from './index.ts';

const KILLS = sized(2, 20);
const RACERS = sized(4, 50);
const STILL_MS = sized(2_000, 30_000);
const WRITERS = 32;
const LOAD_MS = 300;
const AGAIN_MS = 50;
/** Several times what the slowest machine took. */
const KILL_TIMEOUT_MS = 30_000;
const READY_TIMEOUT_MS = 60_000;
const CLASSIC = { credentials: { username: 'none', password: 'none' }, deadline: 3_000 };
const MAIN = join(import.meta.dirname, 'main.ts');

let data: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'proximidad-kill-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  children.push(child);
  return child;
}

function exited(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once('exit', resolve);
  });
}

async function serve(port = 0): Promise<{ child: ChildProcess; port: number }> {
  const child = start('serve', '--data', data, '--port', String(port));
  const lines = createInterface({ input: child.stdout! });
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_TIMEOUT_MS);
  for await (const line of lines) {
    clearTimeout(timer);
    const ready = JSON.parse(line) as { message: string; port: number };
    expect(ready.message).toBe('ready');
    child.stdout!.resume();
    return { child, port: ready.port };
  }
  throw new Error('the store ended before it was ready');
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** Each writer appends pairs of events to its own stream; acknowledged ones are noted outside the store. */
interface Writer {
  readonly stream: string;
  readonly acknowledged: string[];
  /** Ids of the append that was under way when the store died. */
  pending: string[];
}

/** Until it is told to stop: an append that a stalled machine lets run out is sent again, and counts once. */
async function write(client: EventStoreDBClient, writer: Writer, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const pair = [0, 1].map((n) => jsonEvent({ type: 'CallReceived', data: { n, text: 'x'.repeat(300) } }));
    const last = writer.acknowledged.length - 1;
    writer.pending = pair.map(({ id }) => id);
    const options = { expectedRevision: last < 0 ? NO_STREAM : BigInt(last), ...CLASSIC } as const;
    const append = () =>
      client.appendToStream(writer.stream, pair, options).then(
        () => true,
        () => false,
      );
    while (!(await append())) {
      if (stop.aborted) return;
      await delay(AGAIN_MS);
    }
    writer.acknowledged.push(...writer.pending);
    writer.pending = [];
  }
}

async function idsOf(client: EventStoreDBClient, stream: string): Promise<string[]> {
  const events: ResolvedEvent[] = [];
  try {
    for await (const event of client.readStream(stream)) events.push(event);
  } catch (error) {
    // On a busy machine the store may die before this stream's first append.
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
  expect(events.map(({ event }) => event!.revision)).toEqual(events.map((_, revision) => BigInt(revision)));
  return events.map(({ event }) => event!.id);
}

test(
  `nothing acknowledged is lost or doubled over ${KILLS} kills under load, and no append is half done`,
  async () => {
    const writers = Array.from({ length: WRITERS }, (_, n): Writer => {
      return { stream: `incident_09-${n}`, acknowledged: [], pending: [] };
    });
    const acknowledged = () => writers.reduce((sum, one) => sum + one.acknowledged.length, 0);
    let total = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, port } = await serve();
      const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
      const [stop, before] = [new AbortController(), acknowledged()];
      const writing = writers.map((writer) => write(client, writer, stop.signal));
      // On a busy machine the first acknowledgement takes longer.
      do await delay(LOAD_MS + Math.random() * LOAD_MS);
      while (acknowledged() === before);
      child.kill('SIGKILL');
      await exited(child);
      stop.abort();
      await Promise.all(writing);
      await client.dispose();

      const again = await serve();
      const reader = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${again.port}?tls=false`);
      for (const writer of writers) {
        const ids = await idsOf(reader, writer.stream);
        const written =
          ids.length > writer.acknowledged.length
            ? [...writer.acknowledged, ...writer.pending]
            : writer.acknowledged;
        expect(ids).toEqual(written);
        writer.acknowledged.splice(0, writer.acknowledged.length, ...ids);
      }
      await reader.dispose();
      again.child.kill('SIGTERM');
      expect(await exited(again.child)).toBe(0);
      const { events, findings } = verify(data);
      expect(findings).toEqual([]);
      expect(events).toBeGreaterThan(total);
      total = events;
    }
  },
  KILLS * KILL_TIMEOUT_MS,
);

test('a second process on the same folder refuses with one clear line, and the first goes on', async () => {
  const { child } = await serve();
  const second = start('serve', '--data', data, '--port', '0');
  const said = await textOf(second.stderr!);
  expect(await exited(second)).toBe(1);
  expect(said).toBe(`${data}: another process serves this event log\n`);
  expect(child.exitCode).toBeNull();
});

test(`of ${RACERS} processes that start at once on one folder, one serves and the others refuse`, async () => {
  const racers = Array.from({ length: RACERS }, () => start('serve', '--data', data, '--port', '0'));
  const ready = racers.map(async (child) => {
    for await (const line of createInterface({ input: child.stdout! })) return line.includes('"ready"');
    return false;
  });
  const serves = await Promise.all(ready);
  expect(serves.filter(Boolean)).toHaveLength(1);
  for (const [n, child] of racers.entries()) if (!serves[n]) expect(await exited(child)).toBe(1);
  expect(racers[serves.indexOf(true)]!.exitCode).toBeNull();
});

test('a store that stands still leaves its clients to their deadline, and a repetition doubles nothing', async () => {
  const { child, port } = await serve();
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
  const events = [0, 1].map((n) => jsonEvent({ type: 'CallReceived', data: { n } }));
  await client.appendToStream('call_09-1', events[0]!, { expectedRevision: NO_STREAM, ...CLASSIC });
  child.kill('SIGSTOP');
  const again = () =>
    client.appendToStream('call_09-1', events[1]!, { expectedRevision: 0n, ...CLASSIC, deadline: STILL_MS });
  // Either error says that the outcome is unknown: a busy client may give up the connection before the deadline.
  const unknown = expect.stringMatching(/^(deadline-exceeded|unavailable)$/) as string;
  await expect(again()).rejects.toMatchObject({ type: unknown });
  child.kill('SIGCONT');
  expect((await again()).nextExpectedRevision).toBe(1n);
  expect(await idsOf(client, 'call_09-1')).toEqual(events.map(({ id }) => id));
  await client.dispose();
});

test('a store whose launcher is gone stops by itself, cleanly', async () => {
  const { child } = await serve();
  child.disconnect();
  expect(await exited(child)).toBe(0);
});

test('a store that has no room for a line of its own serves on', async () => {
  const args = ['--disable-warning=ExperimentalWarning', MAIN, 'serve', '--data', data, '--port', '0'];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', openSync('/dev/full', 'w'), 'inherit', 'ipc'],
  });
  children.push(child);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
  const event = jsonEvent({ type: 'CallReceived', data: {} });
  expect(await client.appendToStream('call_09-1', event, CLASSIC)).toMatchObject({ success: true });
  await client.dispose();
  child.kill('SIGTERM');
  expect(await exited(child)).toBe(0);
});

test('verify exits with 1 and the findings, and without a log with one clear line', async () => {
  const missing = start('verify', '--data', join(data, 'nothing'));
  expect(await textOf(missing.stderr!)).toMatch(/^.*there is no readable event log\n$/);
  expect(await exited(missing)).toBe(1);
  mkdirSync(join(data, 'barred/log.db'), { recursive: true });
  const barred = start('verify', '--data', join(data, 'barred'));
  expect(await textOf(barred.stderr!)).toMatch(
    /^.*barred: the event log cannot be opened for reading \(.*\n$/,
  );
  expect(await exited(barred)).toBe(1);
  symlinkSync('endless', join(data, 'endless'));
  const endless = start('verify', '--data', join(data, 'endless'));
  expect(await textOf(endless.stderr!)).toMatch(/^ELOOP: .*endless'\n$/);
  expect(await exited(endless)).toBe(1);
  const { child } = await serve();
  child.kill('SIGTERM');
  await exited(child);
  const clean = start('verify', '--data', data);
  expect(await textOf(clean.stdout!)).toMatch(/^head 1 [0-9a-f]{64}\n1 streams, 1 events, 0 findings\n$/);
  expect(await exited(clean)).toBe(0);
});
