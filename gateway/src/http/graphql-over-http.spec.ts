import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '@proximidad/testing/waiting';
import { openCompany } from '@proximidad/cost';
import { generatePassportKeys } from '@proximidad/passport';
import { GraphQLError } from 'graphql';
import { serverAudits } from 'graphql-http';
import { accessTokens } from '../identity/access-token.ts';
import { openAllowances } from '../identity/allowances.ts';
import { openOperationTurns } from '../identity/operation-turns.ts';
import {
  LARGE_MIN,
  openPreparingTime,
  PREPARING_BURST_MS,
  PREPARING_MS_PER_SECOND,
} from '../identity/preparing-time.ts';
import { authenticator } from '../identity/authenticate.ts';
import { providerKeys } from '../identity/json-web-keys.ts';
import { pseudonyms } from '../identity/pseudonyms.ts';
import { passports } from '../identity/passports.ts';
import { analyst, TRIAL_PSEUDONYM_KEY, trialIssuer } from '../testing/issuer.ts';
import { trialGateway } from '../testing/trial-gateway.ts';
import { type EndpointDeps, graphqlEndpoint } from './graphql-endpoint.ts';
import { BODY_SIZE_MAX_BYTES } from './graphql-request.ts';
import { type HttpServer, serve, text } from './server.ts';

const issuer = await trialIssuer();
const token = await issuer.token(analyst);
const running = await trialGateway({ delayMs: 300, lagSeconds: 40 });
const { privateKey } = await generatePassportKeys();
const servers: HttpServer[] = [];

const open = async (deps: Partial<EndpointDeps> = {}) => {
  const authenticate = authenticator({
    tokens: accessTokens({
      issuer: issuer.issuer,
      provider: providerKeys(issuer.issuer),
      pseudonyms: pseudonyms(TRIAL_PSEUDONYM_KEY),
    }),
    passports: passports(privateKey),
    isRevoked: () => false,
  });
  const endpoint = graphqlEndpoint({
    graph: running.graph,
    executor: running.executor,
    authenticate,
    positionOf: (position) => (position === 'p-7' ? 7 : new GraphQLError('unknown position')),
    resolveCut: () => Promise.resolve({ position: 3, clock: 4_000 }),
    explorer: () => text(200, 'explorer'),
    introspection: true,
    ...deps,
  });
  const server = await serve({
    host: '127.0.0.1',
    port: 0,
    routes: { '/graphql': endpoint },
    strictTransport: false,
    onFailure: (error) => {
      throw error;
    },
  });
  servers.push(server);
  return `${server.url}/graphql`;
};

const url = await open();
const authorization = `Bearer ${token}`;
const post = (body: unknown, headers: Record<string, string> = {}, to = url) =>
  fetch(to, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await running.close();
  await issuer.close();
});

const withToken = (input: string, init: RequestInit = {}) => {
  const headers = new Headers(init.headers);
  headers.set('authorization', authorization);
  return fetch(input, { ...init, headers });
};
const audits = serverAudits({ url, fetchFn: withToken });

test('there are 61 audits of GraphQL over HTTP', () => {
  expect(audits).toHaveLength(61);
});

test.each(audits.map(({ id, name, fn }) => [id, name, fn] as const))(
  'audit %s: %s',
  async (_id, _name, audit) => {
    expect(await audit()).toMatchObject({ status: 'ok' });
  },
);

test('a request without a token is answered 401, whatever its body is', async () => {
  const wellFormed = await post({ query: '{ beats { id } }' }, { authorization: '' });
  expect(wellFormed.status).toBe(401);
  expect(wellFormed.headers.get('www-authenticate')).toContain('Bearer');
  expect(await wellFormed.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect((await post({ nothing: true }, { authorization: '' })).status).toBe(401);
  expect((await post({ nothing: true })).status).toBe(400);
});

test('a mutation by GET is refused before it is executed', async () => {
  const query = encodeURIComponent('mutation { closeBeat(id: "1") { code } }');
  const response = await withToken(`${url}?query=${query}`);
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('POST');
  expect(running.beats.requests).toHaveLength(0);
});

test('a list of operations is refused', async () => {
  const response = await post([{ query: '{ __typename }' }]);
  expect(response.status).toBe(400);
});

test('R24: a body beyond the limit is answered 413 without being read', async () => {
  const response = await post({
    query: '{ __typename }',
    variables: { fill: 'x'.repeat(BODY_SIZE_MAX_BYTES) },
  });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'body' } }],
  });
});

test('H5: reading a large body is at the expense of its sender, who is told when it was too much', async () => {
  const clock = { processor: 0 };
  const preparingTime = openPreparingTime({
    ...{ now: () => 0, operationTurns: openOperationTurns(openCompany<string>(() => 0)) },
    processor: () => (clock.processor += PREPARING_BURST_MS),
  });
  const own = await open({ preparingTime });
  const large = { query: '{ __typename }', variables: { fill: 'x'.repeat(LARGE_MIN) } };
  expect((await post(large, {}, own)).status).toBe(200);
  const second = await post(large, {}, own);
  expect(second.status).toBe(429);
  expect(second.headers.get('retry-after')).toBe('1');
  expect(await second.json()).toMatchObject({
    errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'planningPerSubject' } }],
  });
  expect((await post('{"query": 1}', {}, own)).status).toBe(400);
});

test('a chunked body beyond the limit is answered 413 too', async () => {
  const chunk = new Uint8Array(BODY_SIZE_MAX_BYTES / 4).fill(32);
  const body = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 5; i++) controller.enqueue(chunk);
      controller.close();
    },
  });
  const headers = { authorization, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
  expect(response.status).toBe(413);
});

test('a body that comes byte by byte is answered 413: each costs as much as a packet', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: gateway\r\nAuthorization: ${authorization}\r\n` +
      'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  );
  socket.write('1\r\n \r\n'.repeat(10_000));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});

test('requests that are sent ahead of their answers without end are not answered', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const one = 'GET /graphql?query={__typename} HTTP/1.1\r\nHost: gateway\r\n\r\n';
  socket.write(one.repeat(4));
  let told = '';
  socket.on('data', (data: Buffer) => (told += String(data)));
  await until(() => told.split('HTTP/1.1 401').length === 5);
  socket.write(one.repeat(100));
  await once(socket, 'close');
  expect(told.split('HTTP/1.1 401').length).toBeLessThan(40);
});

test('an introspection names no location that the released specification does not know', async () => {
  const { directives } = await introspected();
  const locations = new Set(directives.flatMap((directive) => directive.locations));
  expect(locations.has('FIELD_DEFINITION')).toBe(true);
  const released = [
    ...['QUERY', 'MUTATION', 'SUBSCRIPTION', 'FIELD', 'FRAGMENT_DEFINITION', 'FRAGMENT_SPREAD'],
    ...['INLINE_FRAGMENT', 'VARIABLE_DEFINITION', 'SCHEMA', 'SCALAR', 'OBJECT', 'FIELD_DEFINITION'],
    ...['ARGUMENT_DEFINITION', 'INTERFACE', 'UNION', 'ENUM', 'ENUM_VALUE', 'INPUT_OBJECT'],
    'INPUT_FIELD_DEFINITION',
  ];
  expect([...locations].filter((location) => !released.includes(location))).toEqual([]);

  async function introspected() {
    const response = await post({ query: '{ __schema { directives { locations } } }' });
    const { data } = (await response.json()) as {
      data: { __schema: { directives: { locations: string[] }[] } };
    };
    return data.__schema;
  }
});

test.each([
  ['POST', {}],
  ['POST', { query: null }],
  ['POST', { query: '' }],
  ['GET', {}],
] as const)(
  'a document that is named by its hash alone is asked for, by %s with %j',
  async (method, named) => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'ecf4edb46db4' } };
    const response =
      method === 'POST'
        ? await post({ ...named, operationName: 'Board', extensions })
        : await withToken(`${url}?extensions=${encodeURIComponent(JSON.stringify(extensions))}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
    });
  },
);

test('a body that begins with a byte order mark is read', async () => {
  const response = await post('\uFEFF{"query":"{ __typename }"}');
  expect(await response.json()).toMatchObject({ data: { __typename: 'Query' } });
});

test('introspection can be off', async () => {
  const closed = await open({ introspection: false });
  const response = await post({ query: '{ __schema { types { name } } }' }, {}, closed);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN', reason: 'INTROSPECTION' } }],
  });
  expect((await post({ query: '{ __typename }' }, {}, closed)).status).toBe(200);
});

test('beyond the operations a process takes at once, the next is told to come back', async () => {
  const small = await open({ allowances: openAllowances({ operations: { all: 1, subject: 1_000 } }) });
  const [first, second] = await Promise.all([
    post({ query: '{ incidentCount }' }, {}, small),
    new Promise((resolve) => setTimeout(resolve, 100)).then(() =>
      post({ query: '{ __typename }' }, {}, small),
    ),
  ]);
  expect(first.status).toBe(200);
  expect(second.status).toBe(503);
  expect(second.headers.get('retry-after')).toBe('1');
  expect((await post({ query: '{ __typename }' }, {}, small)).status).toBe(200);
});

test.each([
  ['of one subject', { all: 1_000, subject: 0 }, 429, { code: 'LIMIT_EXCEEDED', limit: 'costPerSubject' }],
  ['of all', { all: 0, subject: 1_000 }, 503, { code: 'SERVICE_UNAVAILABLE', limit: 'cost' }],
])(
  'what costs more together %s than may be under way is told to come back',
  async (_, cost, status, extensions) => {
    const small = await open({ allowances: openAllowances({ cost }) });
    const response = await post({ query: '{ beats { id } }' }, {}, small);
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe('1');
    const answer = (await response.json()) as object;
    expect(answer).toMatchObject({
      errors: [{ extensions }],
      extensions: { cost: expect.any(Number) as number },
    });
    expect(answer).not.toHaveProperty('data');
  },
);

test('what a service that does not answer leaves out says when to ask again', async () => {
  const without = await trialGateway('dead');
  try {
    const to = await open({ graph: without.graph, executor: without.executor });
    const { status, errors } = await post({ query: '{ beats { id } incidentCount }' }, {}, to).then(
      async (response) => ({ status: response.status, ...((await response.json()) as { errors: object[] }) }),
    );
    expect(status).toBe(200);
    const extensions = { code: 'SERVICE_UNAVAILABLE', service: 'incidents' };
    expect(errors).toMatchObject([{ extensions: { ...extensions, retryAfterMs: expect.any(Number) } }]);
  } finally {
    await without.close();
  }
});

test('a subject with too many new documents is told when to come back', async () => {
  const clock = { processor: 0 };
  const preparingTime = openPreparingTime({
    ...{ now: () => 0, operationTurns: openOperationTurns(openCompany<string>(() => 0)) },
    processor: () => (clock.processor += PREPARING_BURST_MS + 2 * PREPARING_MS_PER_SECOND),
  });
  const own = await open({ preparingTime });
  const known = { query: '{ unheard: beats { id } }' };
  expect((await post(known, {}, own)).status).toBe(200);
  const second = await post({ query: '{ unseen: beats { id } }' }, {}, own);
  expect(second.status).toBe(429);
  expect(second.headers.get('retry-after')).toBe('2');
  expect(await second.json()).toMatchObject({
    errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'planningPerSubject' } }],
  });
  expect((await post(known, {}, own)).status).toBe(200);
});

test('every answer has the security headers and none allows another origin', async () => {
  const response = await post({ query: '{ __typename }' }, { origin: 'https://elsewhere.example' });
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  expect((await fetch(url, { method: 'OPTIONS' })).status).toBe(405);
});

test('a page for a browser, a refusal for what accepts neither', async () => {
  const page = await fetch(url, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
  expect(await page.text()).toContain('explorer');
  expect((await post({ query: '{ __typename }' }, { accept: 'image/png' })).status).toBe(406);
});

test('what the connections of Java accept unless they are told otherwise is answered in JSON', async () => {
  const accept = 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2';
  const answer = await post({ query: '{ __typename }' }, { accept });
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await answer.json()).toMatchObject({ data: { __typename: 'Query' } });
});

test('the position a client asks for reaches the services, by header or by directive', async () => {
  running.beats.requests.length = 0;
  await post({ query: '{ beats { id } }' }, { 'x-at-least': 'p-7' });
  await post({
    query: 'query ($p: Position!) @atLeast(position: $p) { beats { id } }',
    variables: { p: 'p-7' },
  });
  const asked = running.beats.requests
    .flat()
    .map(({ query, extensions }) => [query, extensions?.['atLeast']]);
  expect(asked).toEqual([
    ['{beats{id}}', 7],
    ['{beats{id}}', 7],
  ]);
  const unknown = await post({ query: '{ beats { id } }' }, { 'x-at-least': 'elsewhere' });
  expect(await unknown.json()).toMatchObject({ errors: [{ message: 'unknown position' }] });
});

test('an answer older than the client takes is an error that names the service', async () => {
  const answer = async (query: string, headers: Record<string, string> = {}) =>
    (await (await post({ query }, headers)).json()) as object;
  expect(await answer('{ incidentCount }')).toMatchObject({ data: { incidentCount: 3 } });
  expect(await answer('{ incidentCount }', { 'x-max-age': '40' })).toMatchObject({
    data: { incidentCount: 3 },
  });
  const stale = { data: null, errors: [{ extensions: { code: 'STALE', services: ['incidents'] } }] };
  expect(await answer('{ incidentCount }', { 'x-max-age': '39' })).toMatchObject(stale);
  expect(await answer('query @maxAge(seconds: 39) { incidentCount }')).toMatchObject(stale);
  expect(await answer('{ beats { id } }', { 'x-max-age': '0' })).not.toHaveProperty('errors');
  expect(await answer('{ beats { id } }', { 'x-max-age': 'soon' })).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

test('the trace of the client goes on in the services', async () => {
  running.beats.requests.length = 0;
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await post({ query: '{ beats { id } }' }, { traceparent });
  expect(running.beats.requests[0]![0]!.extensions).toMatchObject({ traceparent });
});
