import { createServer, type Server } from 'node:net';
import { freePorts } from './free-ports.ts';

test('every port of the row can be listened on, and lies below those of connections', async () => {
  const first = await freePorts(3);
  const servers: Server[] = [];
  for (let port = first; port < first + 3; port++) {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  }
  expect(first + 2).toBeLessThan(32_768);
  for (const server of servers) server.close();
});
