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

/** What an error says, and what of its fields. */
const told = async (body: object, headers: Readonly<Record<string, string>>) => {
  const { errors } = (await (await post(body, headers)).json()) as {
    errors: { message: string; extensions: { code: string; fields?: { path: string; message: string }[] } }[];
  };
  const [{ message, extensions }] = errors as [(typeof errors)[0]];
  return [extensions.code, message, ...(extensions.fields ?? []).map((fault) => [fault.path, fault.message])];
};
const future = () => ({
  ...{ query },
  variables: { input: { ...asked().variables.input, occurredAt: '2999-01-01T00:00:00-06:00' } },
});
const PLACES = 'query ($from: Moment!) { changesBetween(from: $from, entity: "09") { cuts } }';

test.each([
  [
    'the gateway itself',
    asked,
    { 'x-as-of': '2020-01-01T00:00:00Z' },
    ['BAD_USER_INPUT', 'El pasado no se cambia.'],
    ['BAD_USER_INPUT', 'The past cannot be changed.'],
  ],
  [
    'a command',
    future,
    {},
    ['BAD_USER_INPUT', 'occurredAt: está en el futuro', ['occurredAt', 'está en el futuro']],
    ['BAD_USER_INPUT', 'occurredAt: is in the future', ['occurredAt', 'is in the future']],
  ],
  [
    'a moment that is not there',
    () => ({ query: PLACES, variables: { from: 'ayer' } }),
    {},
    [
      'BAD_USER_INPUT',
      'Un momento es una posición de una respuesta, o una fecha y hora de RFC 3339 con su desfase, de 14:00 a lo más, de un día que exista y con segundos hasta 59.',
    ],
    [
      'BAD_USER_INPUT',
      'A moment is a position from an answer, or a date and time of RFC 3339 with its offset, 14:00 at most, of a day that there is, its seconds up to 59.',
    ],
  ],
  [
    'the body of a request',
    () => ({}),
    {},
    ['BAD_USER_INPUT', 'query: un documento de GraphQL'],
    ['BAD_USER_INPUT', 'query: a GraphQL document'],
  ],
])(
  'an error of %s is told in either language, with the same code and paths',
  async (_, body, headers, spanish, english) => {
    expect(await told(body(), headers)).toEqual(spanish);
    expect(await told(body(), { ...headers, 'accept-language': 'en' })).toEqual(english);
  },
);

test('of two commands nothing is done when one has a wrong time, and it is told which', async () => {
  const two = `mutation ($first: SourceAliveInput!,
    $second: SourceAliveInput!) {
    first: sourceAlive(input: $first) { __typename }
    second: sourceAlive(input: $second) { __typename }
  }`;
  const { input } = asked().variables;
  const variables = {
    first: input,
    second: { ...input, occurredAt: '2026-02-30T00:00:00Z', device: { clock: 'x' } },
  };
  const answer = (await (await post({ query: two, variables }, {})).json()) as object;
  expect(answer).not.toHaveProperty('data');
  expect(answer).toMatchObject({
    errors: [
      {
        locations: [{ line: 2, column: 5 }],
        extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'occurredAt' }, { path: 'device.clock' }] },
      },
    ],
  });
});

test('a service across the network is told the language', async () => {
  const { requests } = gateway.services.incidents;
  requests.length = 0;
  const incident = { query: `{ incident(id: "09-${randomUUID()}") { id } }` };
  await post(incident, { 'accept-language': 'en' }, analyst);
  expect(requests.flat().map(({ extensions }) => extensions!['language'])).toEqual(['en']);
});

test('and is told that of each who watches the same in another', async () => {
  const { requests } = gateway.services.incidents;
  const live = { query: `query @live { incident(id: "09-${randomUUID()}") { id } }` };
  for (const language of ['en', 'es']) {
    requests.length = 0;
    const headers = { 'accept-language': language, accept: 'text/event-stream' };
    const events = (await post(live, headers, analyst)).body!.pipeThrough(new TextDecoderStream());
    for await (const text of events) if (text.includes('"incident"')) break;
    expect(new Set(requests.flat().map(({ extensions }) => extensions!['language']))).toEqual(
      new Set([language]),
    );
  }
});

test.each([
  ['a path that is not there', 'POST', '/', 405, 'Solo GET.\n', 'Only GET.\n'],
  ['a method', 'DELETE', '/graphql', 405, 'Solo GET y POST.\n', 'Only GET and POST.\n'],
  ['an outline that nobody imported', 'GET', '/outlines/none', 404, 'No se encontró.\n', 'Not found.\n'],
])('a plain text about %s is told in either language', async (_, method, path, status, spanish, english) => {
  const asks = async (headers: Readonly<Record<string, string>>) => {
    const answer = await fetch(gateway.url + path, { method, headers });
    return [answer.status, answer.headers.get('content-language'), await answer.text()];
  };
  expect(await asks({})).toEqual([status, 'es', spanish]);
  expect(await asks({ 'accept-language': 'en-US' })).toEqual([status, 'en', english]);
});

test.each([
  ['{ nation', 'Syntax Error: ', 'El documento no tiene la sintaxis de GraphQL. (Syntax Error: '],
  [
    '{ nobody }',
    'Cannot query field "nobody" on type "Query".',
    'El tipo «Query» no tiene el campo «nobody». (Cannot',
  ],
  [
    '{ entity(key: "09") { code } }',
    'Unknown argument "key"',
    'El campo «Query.entity» no lleva el argumento «key». (',
  ],
  ['{ entity(code: "09") }', 'Field "entity" of type', 'Del campo «entity» diga qué se pide: { … }. (Field'],
  [
    'query ($a: ID!) { entity(code: $a) { code } }',
    'Variable "$a" of required',
    'Falta la variable «$a», de tipo «ID!». (',
  ],
  ['{ entity(code: $a) { code } }', 'Variable "$a" is not defined', 'La variable «$a» no está declarada. ('],
])('what is wrong with the document %s is told in either language', async (document, english, spanish) => {
  const [code, inSpanish] = await told({ query: document }, {});
  const [, inEnglish] = await told({ query: document }, { 'accept-language': 'en' });
  expect([
    code,
    (inEnglish as string).startsWith(english),
    (inSpanish as string).startsWith(spanish),
  ]).toEqual([...['BAD_USER_INPUT', true, true]]);
  expect(inSpanish).toContain(`(${inEnglish as string})`);
});

test.each([['es-MX'], ['en']])(
  'what was sent and does not fit is not repeated in an error (%s)',
  async (language) => {
    const { query, variables } = asked();
    const input = { ...variables.input, entidad: 'Canario Lopez', entity: undefined };
    const told = await post({ query, variables: { input } }, { 'accept-language': language });
    const text = await told.text();
    expect(text).toContain('Field \\"entidad\\" is not defined');
    expect(text).not.toMatch(/Canario|Lopez/);
  },
);
