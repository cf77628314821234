import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Exchange, exchangeWith } from './exchange.ts';

/* The other end closes kept connections: when it restarts, and when they have not been used for long. */

/** Answers with the number of requests so far, unless `closes` says that the connection is closed instead. */
async function serving(closes: (request: number, ofItsConnection: number) => boolean): Promise<Server> {
  const counts = new WeakMap<object, number>();
  let requests = 0;
  const server = createServer((request, response) => {
    const ofItsConnection = (counts.get(request.socket) ?? 0) + 1;
    counts.set(request.socket, ofItsConnection);
    requests += 1;
    if (closes(requests, ofItsConnection)) request.socket.destroy();
    else response.end(String(requests));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

const sending =
  (exchange: Exchange) => (path: string, headers: Readonly<Record<string, string>>, text: string) =>
    exchange(path, headers, () => text);
const wayTo = (server: Server, timeoutMs = 2_000) =>
  sending(exchangeWith(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs));

test('a request that meets a kept connection being closed is sent once more, over one of its own', async () => {
  const server = await serving((_, ofItsConnection) => ofItsConnection === 2);
  const exchange = wayTo(server);
  expect(await exchange('/open', {}, '{}')).toEqual({ status: 200, text: '1' });
  expect(await exchange('/open', {}, '{}')).toEqual({ status: 200, text: '3' });
  server.close();
});

test('a request is not sent again where its connection was new, nor a third time', async () => {
  const server = await serving((request) => request > 1);
  const exchange = wayTo(server);
  await exchange('/open', {}, '{}');
  await expect(exchange('/open', {}, '{}')).rejects.toThrow('socket hang up');
  await expect(exchange('/open', {}, '{}')).rejects.toThrow('socket hang up');
  server.close();
  await once(server, 'close');
  const closing = await serving(() => true);
  let came = 0;
  closing.on('request', () => (came += 1));
  await expect(wayTo(closing)('/open', {}, '{}')).rejects.toThrow('socket hang up');
  expect(came).toBe(1);
  closing.close();
});

test('what is sent once more has what is left of its time, not all of it again', async () => {
  const timeoutMs = 1_000;
  let requests = 0;
  // The first is answered, the second loses its connection late, and its repetition is never answered.
  const server = createServer((request, response) => {
    requests += 1;
    if (requests === 1) response.end('told');
    else if (requests === 2) void sleep(0.7 * timeoutMs).then(() => request.socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const exchange = wayTo(server, timeoutMs);
  await exchange('/open', {}, '{}');
  const failed = exchange('/open', {}, '{}').catch((error: unknown) => (error as Error).name);
  expect(await Promise.race([failed, sleep(1.4 * timeoutMs, 'it still waits')])).toBe('AbortError');
  expect(requests).toBe(3);
  server.closeAllConnections();
  server.close();
});
