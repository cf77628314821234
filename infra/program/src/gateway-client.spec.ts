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
