import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '@proximidad/testing/waiting';
import { serve, text } from './server.ts';

test('who hangs up in the middle of a body is no failure of the gateway; what fails of itself is', async () => {
  const failures: unknown[] = [];
  let [begun, ended] = [0, 0];
  const server = await serve({
    ...{ host: '127.0.0.1', port: 0, strictTransport: false, onFailure: (error) => failures.push(error) },
    routes: {
      '/': async (request) => {
        begun++;
        try {
          for await (const piece of request) if (piece === null) break;
          return text(200, 'whole');
        } finally {
          ended++;
        }
      },
      '/bug': () => {
        throw new TypeError('a bug');
      },
    },
  });
  try {
    const phone = connect(server.port, '127.0.0.1');
    phone.write('POST / HTTP/1.1\r\nhost: g\r\ncontent-length: 100\r\n\r\nhalf of');
    await until(() => begun === 1, 'the request has begun');
    phone.resetAndDestroy();
    await once(phone, 'close');
    await until(() => ended === 1, 'the gateway knows');
    expect((await fetch(`${server.url}/bug`)).status).toBe(500);
    expect(failures).toEqual([new TypeError('a bug')]);
  } finally {
    await server.close();
  }
});
