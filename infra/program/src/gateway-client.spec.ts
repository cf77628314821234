import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from './fault.ts';
import { gatewayClient } from './gateway-client.ts';

class NoSuchUser extends Fault {
  override readonly isLasting = true;
}

test('a token that no later try would bring ends it at once', async () => {
  let asked = 0;
  const send = gatewayClient('http://127.0.0.1:1/graphql', () => {
    asked++;
    return Promise.reject(new NoSuchUser('There is no user nobody.'));
  });
  await expect(send('{ __typename }', {})).rejects.toThrow('There is no user nobody.');
  expect(asked).toBe(1);
});

test('asked to end while the gateway is away it does not wait for the next try', async () => {
  const ending = new AbortController();
  let asked = 0;
  const token = () => {
    if (++asked === 4) ending.abort();
    return Promise.resolve('token');
  };
  const send = gatewayClient('http://127.0.0.1:1/graphql', token, ending.signal);
  await expect(send('{ __typename }', {})).rejects.toThrow(/did not take a request after 4 tries/);
});

test('told to come back it does, and reads what is refused in the language that it was given', async () => {
  const languages: unknown[] = [];
  const refusal = (code: string) => ({ errors: [{ message: code, extensions: { code } }] });
  const answers = [
    { status: 429, headers: { 'retry-after': '1' }, body: refusal('LIMIT_EXCEEDED') },
    { status: 200, headers: {}, body: { data: { number: 1 } } },
    { status: 200, headers: {}, body: refusal('LIMIT_EXCEEDED') },
  ];
  const gateway = createServer((request, response) => {
    languages.push(request.headers['accept-language']);
    const { status, headers, body } = answers.shift()!;
    request.resume().once('end', () => response.writeHead(status, headers).end(JSON.stringify(body)));
  });
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/graphql`;
  const token = () => Promise.resolve('token');
  try {
    const send = gatewayClient(url, token);
    expect(await send('{ number }', {})).toEqual({ number: 1 });
    const inSpanish = gatewayClient(url, token, undefined, 'es');
    await expect(inSpanish('{ number }', {})).rejects.toThrow(
      /^La plataforma no lo admitió \(LIMIT_EXCEEDED\): /,
    );
    expect(languages).toEqual(['en', 'en', 'es']);
  } finally {
    gateway.closeAllConnections();
    gateway.close();
  }
});

test('a proxy that says by a date when to come back is not asked over and over before that', async () => {
  const back = Math.ceil(Date.now() / 1_000 + 1) * 1_000;
  let asked = 0;
  const proxy = createServer((request, response) => {
    asked++;
    const headers = { 'retry-after': new Date(back).toUTCString() };
    request.resume().once('end', () => {
      if (Date.now() < back) response.writeHead(503, headers).end('later');
      else response.end(JSON.stringify({ data: { number: 1 } }));
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/graphql`;
  try {
    const send = gatewayClient(url, () => Promise.resolve('token'));
    expect(await send('{ number }', {})).toEqual({ number: 1 });
    expect(asked).toBeLessThan(4);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});
