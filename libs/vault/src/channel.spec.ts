import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { faultProxy, until } from '@proximidad/testing';
import { type Channel, channelTo } from './channel.ts';
import { framed } from './frames.ts';
import { CHANNELS_MAX, channelsOf } from './server/channels.ts';

const KNOWN = 'Bearer known';
const ASKING = `GET /open HTTP/1.1\r\nhost: vault\r\nauthorization: ${KNOWN}\r\nconnection: Upgrade\r\nupgrade: proximidad-openings\r\n\r\n`;
/** For an answer that comes, on a machine that is busy; and for one that is to be late. */
const PATIENCE_MS = 60_000;
const LATE_MS = 5_000;
const UNANSWERED_MS = 1_000;

let closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes) close();
  closes = [];
});

interface Serving {
  readonly server: Server;
  readonly port: number;
  readonly channels: ReturnType<typeof channelsOf>;
  connections: number;
  closed: number;
}

/** Answers every known caller with what `answer` returns. */
async function serving(
  answer: (text: string) => Promise<string>,
  port = 0,
  admitting: Promise<void> = Promise.resolve(),
): Promise<Serving> {
  const server = createServer();
  const channels = channelsOf(server, {
    admitted: async ({ headers: { authorization = '' } }) => {
      await admitting;
      const [, service] = /^Bearer (known|other)$/.exec(authorization) ?? [];
      return service ?? { status: 401, body: { reason: 'not known' } };
    },
    answer: async (text) => ({ status: 200, body: { told: await answer(text) } }),
  });
  closes.push(() => {
    channels.cut();
    server.close();
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const one = { server, channels, port: (server.address() as AddressInfo).port, connections: 0, closed: 0 };
  server.on('connection', (socket) => {
    one.connections += 1;
    socket.once('close', () => (one.closed += 1));
  });
  return one;
}

const echoing = () => serving((text) => Promise.resolve(text));
const to = ({ port }: { readonly port: number }, timeoutMs = PATIENCE_MS) => {
  const channel: Channel = channelTo(`http://127.0.0.1:${port}`, timeoutMs);
  return (authorization: string, text: string) => channel(authorization, () => text);
};
const told = (text: string) => ({ status: 200, text: JSON.stringify({ told: text }) });

test('what is asked at once goes over one connection, each with its own answer, whichever is ready first', async () => {
  const waiting: Record<string, PromiseWithResolvers<string>> = {
    first: Promise.withResolvers(),
    second: Promise.withResolvers(),
  };
  const server = await serving((text) => waiting[text]!.promise);
  const channel = to(server);
  const [first, second] = [channel(KNOWN, 'first'), channel(KNOWN, 'second')];
  waiting['second']!.resolve('2');
  expect(await second).toEqual(told('2'));
  waiting['first']!.resolve('1');
  expect(await first).toEqual(told('1'));
  expect(server.connections).toBe(1);
});

test('a text comes whole, however long it is and in however many pieces', async () => {
  const server = await echoing();
  const text = 'ñandú'.repeat(200_000);
  expect(await to(server)(KNOWN, text)).toEqual(told(text));
});

test('who is not known has no channel, and is told why', async () => {
  const server = await echoing();
  const channel = to(server);
  const refused = { status: 401, text: JSON.stringify({ reason: 'not known' }) };
  expect(await channel('Bearer stranger', 'x')).toEqual(refused);
  expect(await channel(KNOWN, 'x')).toEqual(told('x'));
});

test('a service has so many channels at a time, whatever others have, and is told when it asks for more', async () => {
  const server = await echoing();
  const some = Array.from({ length: CHANNELS_MAX }, () => to(server));
  for (const channel of some) expect(await channel(KNOWN, 'x')).toEqual(told('x'));
  const reason = `known has ${CHANNELS_MAX} channels already`;
  expect(await to(server)(KNOWN, 'x')).toEqual({ status: 503, text: JSON.stringify({ reason }) });
  expect(await to(server)('Bearer other', 'x')).toEqual(told('x'));
  server.channels.cut();
  expect(await to(server)(KNOWN, 'x')).toEqual(told('x'));
});

test('who went away before it had a channel takes no place', async () => {
  const admitting = Promise.withResolvers<void>();
  const server = await serving((text) => Promise.resolve(text), 0, admitting.promise);
  for (let one = 0; one < CHANNELS_MAX; one++) {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(ASKING);
    await once(server.server, 'upgrade');
    socket.destroy();
  }
  admitting.resolve();
  await until(async () => (await to(server)(KNOWN, 'x')).status === 200);
});

test('what meets a channel that is closed is sent once more, over a connection of its own', async () => {
  let requests = 0;
  const server = await serving((text) => {
    requests += 1;
    if (requests !== 2) return Promise.resolve(text);
    server.channels.cut();
    return new Promise(() => undefined);
  });
  const channel = to(server);
  await channel(KNOWN, 'one');
  expect(await channel(KNOWN, 'two')).toEqual(told('two'));
  expect([requests, server.connections]).toEqual([3, 2]);
});

test('nothing is sent again where its connection had answered nothing, nor a third time', async () => {
  let requests = 0;
  const server = await serving((text) => {
    requests += 1;
    if (requests === 1) return Promise.resolve(text);
    server.channels.cut();
    return new Promise(() => undefined);
  });
  const channel = to(server);
  await channel(KNOWN, 'one');
  await expect(channel(KNOWN, 'two')).rejects.toThrow('closed before it answered');
  expect(requests).toBe(3);
  await expect(channel(KNOWN, 'three')).rejects.toThrow('closed before it answered');
  expect(requests).toBe(4);
});

test('where nothing comes back nobody waits longer than was said, and what comes next has another connection', async () => {
  const server = await echoing();
  const proxy = await faultProxy(server);
  closes.push(() => void proxy.close());
  const channel = to(proxy, LATE_MS);
  await channel(KNOWN, 'one');
  proxy.abandon();
  await expect(channel(KNOWN, 'two')).rejects.toThrow('no answer in time');
  expect(await channel(KNOWN, 'three')).toEqual(told('three'));
});

test('a connection on which one answer was late is closed once nothing else waits on it', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = await serving(() => promise);
  const channel = to(server, LATE_MS);
  const late = expect(channel(KNOWN, 'late')).rejects.toThrow('no answer in time');
  await sleep(LATE_MS / 2);
  const inTime = channel(KNOWN, 'in time');
  await late;
  resolve('at last');
  expect(await inTime).toEqual(told('at last'));
  await until(() => server.closed === 1, 'it is closed');
  expect(await channel(KNOWN, 'next')).toEqual(told('at last'));
});

test('a channel that is ended answers first what it was asked', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const asked = Promise.withResolvers<void>();
  const server = await serving((text) => {
    asked.resolve();
    return text === 'slow' ? promise : Promise.resolve(text);
  });
  const channel = to(server);
  const slow = channel(KNOWN, 'slow');
  await asked.promise;
  server.channels.close();
  resolve('at last');
  expect(await slow).toEqual(told('at last'));
});

/** The result if the socket is not closed in time: a frame that does not arrive whole closes its channel after 10 s. */
const stillOpen = () => sleep(PATIENCE_MS, 'still open', { ref: false });

describe('a channel is closed that sends', () => {
  test('the beginning of something, and not the rest', async () => {
    const socket = await channelOf(await echoing());
    socket.write(framed({ number: 1, status: 0, text: 'never whole' }).subarray(0, -1));
    expect(await Promise.race([once(socket, 'close'), stillOpen()])).not.toBe('still open');
  });

  test('more than one text may have, before it is there', async () => {
    const socket = await channelOf(await echoing());
    const head = framed({ number: 1, status: 0, text: '' });
    head.writeUInt32BE(2 ** 31, 0);
    socket.write(head);
    expect(await Promise.race([once(socket, 'close'), stillOpen()])).not.toBe('still open');
  });
});

test('of what one channel sends ahead no more is taken than is answered', async () => {
  let requests = 0;
  const server = await serving(() => {
    requests += 1;
    return new Promise(() => undefined);
  });
  const socket = await channelOf(server);
  // More than a socket's buffers hold, so that unread requests have to wait.
  const frame = framed({ number: 1, status: 0, text: 'x'.repeat(60_000) });
  for (let n = 0; n < 1_000; n++) socket.write(frame);
  await sleep(UNANSWERED_MS);
  expect(requests).toBeLessThanOrEqual(70);
  socket.destroy();
});

/** A channel opened by hand. */
async function channelOf({ port }: Serving): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write(ASKING);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1\.1 101 /);
  return socket.resume();
}
