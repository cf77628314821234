import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@proximidad/testing/waiting';
import { openAdmission } from './admission.ts';
import { sendEvents } from './event-stream.ts';
import type { FrameStream } from './hub.ts';

/** Longer than a busy machine keeps the suite's thread from running. */
const STALL_MAX_MS = 3_000;
/** So often a reader that drips takes something while one that takes nothing is cut. */
const BEATS_A_STALL = 20;
const FRAMES_A_BEAT = 32;
const FRAME = { body: JSON.stringify({ data: 'x'.repeat(64 * 1024) }), cursor: 'c' };
const caller = {
  subject: { id: 'a', role: 'analyst', purpose: 'STATISTICS' } as const,
  exp: Number.MAX_SAFE_INTEGER / 1_000,
  passport: () => Promise.resolve('passport'),
};

let server: Server;
let socket: Socket;
const failures: unknown[] = [];
afterEach(() => {
  socket.destroy();
  server.close();
  failures.length = 0;
});

/** Serves the stream to one reader that has connected and not read yet. */
async function serving(next: () => Promise<typeof FRAME | undefined>, room = 1) {
  const admission = openAdmission({
    isRevoked: () => false,
    onRevoked: () => () => undefined,
    ...{ now: Date.now, room },
  });
  const closed = Promise.withResolvers<void>();
  const stream: FrameStream = { next, close: () => closed.resolve() };
  const ended = Promise.withResolvers<void>();
  server = createServer((_request, response) => {
    const deps = { admission, caller, correlationId: 'c', stallMaxMs: STALL_MAX_MS };
    const onFailure = (error: unknown) => void failures.push(error);
    sendEvents(response, stream, { ...deps, onFailure }).then(ended.resolve, ended.reject);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n');
  return { admission, closed: closed.promise, ended: ended.promise };
}

test('a reader that takes nothing is cut, costs no more than its socket holds, and gives its place back', async () => {
  let made = 0;
  const { admission, closed, ended } = await serving(() => Promise.resolve((made++, FRAME)));
  await closed;
  await ended;
  expect(made * FRAME.body.length).toBeLessThan(32 * 2 ** 20);
  expect(admission.count()).toBe(0);
  expect(failures).toEqual([]);
});

test('a reader that drips keeps its stream, and gets every frame', async () => {
  // More than what the kernel takes for a reader that does not read.
  const frames = 1_000;
  let made = 0;
  const { ended } = await serving(() => Promise.resolve(made++ < frames ? FRAME : undefined));
  let finished = false;
  void ended.then(() => (finished = true));
  let [bytes, beats] = [0, 0];
  // Longer than a stall altogether, shorter each time.
  for (; !finished; beats++) {
    const enough = bytes + FRAMES_A_BEAT * FRAME.body.length;
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes >= enough) socket.pause();
    };
    socket.on('data', take).resume();
    await until(() => finished || bytes >= enough, 'the reader has taken its part');
    socket.off('data', take).pause();
    await sleep(STALL_MAX_MS / BEATS_A_STALL);
  }
  expect(beats).toBeGreaterThan(BEATS_A_STALL);
  socket.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume();
  await once(socket, 'close');
  expect(bytes).toBeGreaterThan(frames * FRAME.body.length);
  expect(failures).toEqual([]);
});

test('a subject with as many connections as it may have is told which limit that is', async () => {
  const { admission, ended } = await serving(() => Promise.resolve(undefined), 0.001);
  expect(admission.enter(caller, () => undefined)).toBeDefined();
  const told: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => told.push(chunk)).resume();
  await ended;
  await once(socket, 'end').catch(() => undefined);
  expect(String(Buffer.concat(told))).toMatch(
    /"code":"LIMIT_EXCEEDED","limit":"connectionsPerSubject","max":1/,
  );
});

test('a stream that fails is told of, and its reader is cut', async () => {
  const { ended } = await serving(() => Promise.reject(new TypeError('a bug')));
  await ended;
  expect(failures).toEqual([new TypeError('a bug')]);
});
