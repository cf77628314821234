import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { REFUSALS } from '@proximidad/refusals';
import { WebSocket } from 'ws';
import { analyst } from './testing/issuer.ts';
import { type Claims, type WholeGateway, wholeGateway } from './testing/whole-gateway.ts';

const { es, en } = REFUSALS.NotCounted;
const sandbox = { sub: 'dev:machine-99', role: 'machine', entity: '99' };
const query =
  'mutation ($input: SourceAliveInput!) { sourceAlive(input: $input) { ... on Refusal { code message rule } } }';
const asked = () => ({ query, variables: { input: { commandId: randomUUID(), entity: '99' } } });
const refused = (message: string) => ({ data: { sourceAlive: { code: 'NotCounted', message, rule: null } } });

let gateway: WholeGateway;
beforeAll(async () => {
  gateway = await wholeGateway();
});
afterAll(() => gateway.close());

const post = async (body: object, headers: Readonly<Record<string, string>>, claims: Claims = sandbox) =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', accept: 'application/json' },
      ...{ authorization: `Bearer ${await gateway.issuer.token(claims)}`, ...headers },
    },
    body: JSON.stringify(body),
  });

/** What a connection answers that names a language in its first message, or in the request that opens it. */
async function overWebSocket(
  payload: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/graphql`, 'graphql-transport-ws', { headers });
  const message = async () => {
    const [text] = (await once(socket, 'message')) as [Buffer];
    return JSON.parse(text.toString('utf8')) as { readonly payload?: unknown };
  };
  try {
    await once(socket, 'open');
    const authorization = `Bearer ${await gateway.issuer.token(sandbox)}`;
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization, ...payload } }));
    await message();
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: asked() }));
    return (await message()).payload;
  } finally {
    socket.terminate();
  }
}

test.each([
  ['the language of a browser in Mexico', { 'accept-language': 'es-MX,es;q=0.9,en;q=0.8' }, es],
  ['English', { 'accept-language': 'en-GB' }, en],
])('over HTTP a refusal is told in %s', async (_, headers, message) => {
  expect(await (await post(asked(), headers)).json()).toMatchObject(refused(message));
  const events = await post(asked(), { ...headers, accept: 'text/event-stream' });
  expect(await events.text()).toContain(JSON.stringify(message));
});

test.each([
  ['Spanish when nothing is said', {}, {}, es],
  ['the language of the first message', { 'accept-language': 'en' }, {}, en],
  ['the language of the request that opens it', {}, { 'accept-language': 'en' }, en],
  [
    'that of the first message where both are there',
    { 'accept-language': 'es' },
    { 'accept-language': 'en' },
    es,
  ],
])('over a WebSocket a refusal is told in %s', async (_, payload, headers, message) => {
  expect(await overWebSocket(payload, headers)).toMatchObject(refused(message));
});

test('a service across the network is told the language', async () => {
  const { requests } = gateway.services.incidents;
  requests.length = 0;
  const incident = { query: `{ incident(id: "09-${randomUUID()}") { id } }` };
  await post(incident, { 'accept-language': 'en' }, analyst);
  expect(requests.flat().map(({ extensions }) => extensions!['language'])).toEqual(['en']);
});
