import { createServer, type ServerHttp2Session, type Settings } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { follow } from '@proximidad/testing';
import { connect } from './index.ts';

const WANTED_BYTES = 1024 * 1024;

/** How much a client lets a server send before it has taken any of it. */
test('a mebibyte may be on its way to a subscription, so that the store goes on while events are handled', async () => {
  const server = createServer();
  const told = Promise.withResolvers<Settings>();
  const sessions: ServerHttp2Session[] = [];
  server.on('session', (session) => {
    sessions.push(session);
    session.once('remoteSettings', told.resolve);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const log = connect(`esdb://127.0.0.1:${(server.address() as AddressInfo).port}?tls=false`);
  const items = follow(log, { after: undefined, only: { prefixes: ['any_'] } });
  try {
    expect((await told.promise).initialWindowSize).toBe(WANTED_BYTES);
  } finally {
    for (const session of sessions) session.destroy();
    await items.stop();
    await log.close();
    server.close();
  }
});
