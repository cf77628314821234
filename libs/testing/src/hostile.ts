import { connect } from 'node:net';
import { until } from './waiting.ts';

/**
 * Clients that never finish: nothing at all, headers only, and a partial body posted to `path`. Resolves once all of
 * them have been closed.
 */
export async function closedAsTooSlow(port: number, path: string): Promise<void> {
  const head = `POST ${path} HTTP/1.1\r\nhost: slow\r\ncontent-type: application/json\r\ncontent-length: 100\r\n`;
  const all = ['', head, `${head}\r\n{`].map((begun) => {
    const socket = connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .resume();
    socket.write(begun);
    return socket;
  });
  await until(() => all.every(({ destroyed }) => destroyed), 'what comes too slowly is closed');
}
