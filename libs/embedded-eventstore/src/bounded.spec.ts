import { type ChildProcess, fork } from 'node:child_process';
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import { sized } from '@proximidad/testing/sizes';
import { Requests, STREAMS } from './testing/raw-requests.ts';
import { emptyField, bytesField } from './wire/protobuf.ts';

const EVENTS = sized(20_000, 200_000);
const STREAMS_WRITTEN = sized(2_000, 120_000);
const PAUSED_SUBSCRIBERS = 50;
const PAUSED_HELD_BYTES_MAX = 20_000_000;
/** Streams and names in memory, the ids of the idempotency window, and SQLite's own memory. */
const STREAMS_HELD_BYTES_MAX = sized(8_000_000, 60_000_000);
const CONNECTIONS_MAX = 1_000;
const CALLS_MAX = 2_000;
const CALLS_OF_CONNECTION_MAX = 100;
const GRPC = { 'content-type': 'application/grpc' };
const SUBSCRIBE = Requests.frame(bytesField(1, bytesField(2, emptyField(2)), emptyField(6), emptyField(8)));
const BATCH = 1_000;
const SETTLE_MS = 1_000;
const TIMEOUT_MS = sized(600_000, 1_800_000);

let child: ChildProcess;
let port: number;
let session: ClientHttp2Session;
let requests: Requests;
beforeEach(async () => {
  child = fork(join(import.meta.dirname, 'testing/measured-store.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning', '--expose-gc'],
  });
  ({ port } = await told<{ port: number }>());
  session = connect(`http://127.0.0.1:${port}`);
  requests = new Requests(session);
});
afterEach(async () => {
  session.destroy();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  await gone;
});

function told<Message>(): Promise<Message> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as Message)));
}

/** The bytes held once garbage has been collected. */
async function heldBytes(): Promise<number> {
  const answer = told<{ heldBytes: number }>();
  child.send('how much');
  return (await answer).heldBytes;
}

const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

test(
  `${PAUSED_SUBSCRIBERS} subscribers that take nothing of ${EVENTS} events hold next to nothing`,
  async () => {
    for (let n = 0; n < EVENTS; n += BATCH) await requests.append(`incident_09-${n}`, BATCH, 300);
    const before = await heldBytes();
    const idle = connect(`http://127.0.0.1:${port}`);
    const paused = Array.from({ length: PAUSED_SUBSCRIBERS }, () => {
      const request = idle.request({ ':method': 'POST', ':path': `${STREAMS}/Read`, ...GRPC });
      request.end(SUBSCRIBE);
      return request.pause();
    });
    await settle();
    const held = (await heldBytes()) - before;
    for (const request of paused) request.close(constants.NGHTTP2_CANCEL);
    idle.destroy();
    expect(held).toBeLessThan(PAUSED_HELD_BYTES_MAX);
    await requests.append('incident_09-after', 1, 300);
  },
  TIMEOUT_MS,
);

test(
  `${STREAMS_WRITTEN} streams are not all remembered`,
  async () => {
    const before = await heldBytes();
    for (let n = 0; n < STREAMS_WRITTEN; n += BATCH) {
      await Promise.all(
        Array.from({ length: BATCH }, (_, k) =>
          requests.append(`incident_09-${n + k}-${'x'.repeat(36)}`, 1, 10),
        ),
      );
    }
    expect((await heldBytes()) - before).toBeLessThan(STREAMS_HELD_BYTES_MAX);
  },
  TIMEOUT_MS,
);

test(
  'for a connection beyond the limit the oldest one makes way on which nobody has called',
  async () => {
    const open = (n: number) =>
      Promise.all(
        Array.from(
          { length: n },
          () =>
            new Promise<Socket>((resolve) => {
              const socket = connectTcp(port, '127.0.0.1', () => resolve(socket));
              socket.on('error', () => undefined);
            }),
        ),
      );
    await requests.append('incident_09-1', 1, 10);
    // The session has one of its own.
    const sockets = await open(CONNECTIONS_MAX - 1);
    let closed = 0;
    for (const socket of sockets) socket.once('close', () => closed++);
    const oldest = new Promise((resolve) => sockets[0]!.once('close', resolve));
    const [beyond] = await open(1);
    await oldest;
    beyond!.write('GET /ping HTTP/1.1\r\nhost: x\r\n\r\n');
    await new Promise((resolve) => beyond!.once('data', resolve));
    await requests.append('incident_09-1', 1, 10);
    expect(closed).toBe(1);
    beyond!.destroy();
    for (const socket of sockets) socket.destroy();
  },
  TIMEOUT_MS,
);

test(
  'the call beyond the limit of all connections is refused by name, and taken when another has ended',
  async () => {
    const crowd = Array.from({ length: CALLS_MAX / CALLS_OF_CONNECTION_MAX }, () =>
      connect(`http://127.0.0.1:${port}`),
    );
    const confirmed = crowd.flatMap((of) =>
      Array.from({ length: CALLS_OF_CONNECTION_MAX }, () => {
        const request = of.request({ ':method': 'POST', ':path': `${STREAMS}/Read`, ...GRPC });
        request.end(SUBSCRIBE);
        return new Promise((resolve) => request.once('data', resolve));
      }),
    );
    await Promise.all(confirmed);
    await expect(requests.append('incident_09-1', 1, 10)).rejects.toThrow(`8 more than ${CALLS_MAX} calls`);
    const gone = new Promise((resolve) => crowd[0]!.once('close', resolve));
    crowd[0]!.destroy();
    await gone;
    await until(() => requests.append('incident_09-1', 1, 10));
    for (const of of crowd) of.destroy();
  },
  TIMEOUT_MS,
);

/** The server learns of a closed connection a moment later. */
async function until(work: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
