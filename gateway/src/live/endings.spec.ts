import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatePassportKeys } from '@proximidad/passport';
import { eventually, temporaryStore, within } from '@proximidad/testing';
import { WebSocket } from 'ws';
import type { GatewayConfig } from '../config.ts';
import { type RunningGateway, startGateway } from '../gateway.ts';
import { addressesOf } from '../testing/figure-services.ts';
import {
  analyst,
  commanderOfJalisco,
  otherAnalyst,
  TRIAL_PSEUDONYM_KEY,
  trialIssuer,
} from '../testing/issuer.ts';
import { MESSAGE_SIZE_MAX_BYTES, OPERATIONS_PER_CONNECTION_MAX } from './web-socket.ts';

const TEST_TIMEOUT_MS = 600_000;
const WATCH = 'subscription { incidentChanged { id } }';

const store = await temporaryStore();
const issuer = await trialIssuer();
const data = await mkdtemp(join(tmpdir(), 'gateway-live-'));
const { privateKey, jwks } = await generatePassportKeys();
const config: GatewayConfig = {
  ...{ host: '127.0.0.1', port: 0, production: false, data, esdbUrl: store.url, issuer: issuer.issuer },
  ...{
    subgraphs: addressesOf({}),
    passportKey: privateKey,
    passportJwks: jwks,
    pseudonymKey: TRIAL_PSEUDONYM_KEY,
    logLevel: 'silent',
  },
};
let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway(config);
}, TEST_TIMEOUT_MS);
afterAll(async () => {
  await gateway.close();
  await Promise.all([issuer.close(), store.close()]);
  await rm(data, { recursive: true, force: true });
});

interface Message {
  readonly type: string;
  readonly payload?: {
    readonly cursor: string;
    readonly data: object;
    readonly 0: { readonly extensions: { readonly code: string } };
  };
}

interface Closed {
  readonly code: number;
  readonly reason: string;
}

function open(headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/graphql`, 'graphql-transport-ws', { headers });
  const messages: Message[] = [];
  socket.on('message', (text: Buffer) => messages.push(JSON.parse(text.toString('utf8')) as Message));
  const ended = new Promise<Closed>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') })),
  );
  socket.on('error', () => undefined);
  const closed = () => within(ended, 'the end of the connection');
  /** Fails as soon as the connection has ended without such a message. */
  const next = (type: string) => {
    const found = new Promise<Message>((resolve, reject) => {
      const look = () => {
        const message = messages.find((each) => each.type === type);
        if (message) resolve(message);
        else if (socket.readyState === WebSocket.CLOSED) reject(new Error(`ended without ${type}`));
      };
      socket.on('message', look).once('close', look);
      look();
    });
    return within(found, `a message ${type}`);
  };
  const opened = () => within(once(socket, 'open'), 'a connection');
  return { socket, opened, closed, next, send: (message: object) => socket.send(JSON.stringify(message)) };
}

/** As a client does: again, and with a new token, where the connection ends before it has been admitted. */
const enter = (token: () => Promise<string> | string) =>
  eventually(async () => {
    const connection = open();
    await connection.opened();
    connection.send({ type: 'connection_init', payload: { authorization: `Bearer ${await token()}` } });
    const admitted = await connection.next('connection_ack').catch(() => undefined);
    return admitted && { ...connection, cursor: admitted.payload!.cursor };
  }, 'a connection that is admitted');

/** A token that ends in three seconds. */
const briefly = () =>
  issuer.token(commanderOfJalisco, (token) => token.setExpirationTime(Math.floor(Date.now() / 1_000) + 3));

test(
  'R24: a connection ends with 4403 when its token does, and says when to come again',
  async () => {
    const { closed, cursor, send } = await enter(briefly);
    expect(cursor).toMatch(/^p1\./);
    send({ type: 'subscribe', id: '1', payload: { query: WATCH } });
    const { code, reason } = await closed();
    expect(code).toBe(4403);
    const { retryAfterMs } = JSON.parse(reason) as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThanOrEqual(500);
    expect(retryAfterMs).toBeLessThanOrEqual(5_000);
  },
  TEST_TIMEOUT_MS,
);

test(
  'R24: an event stream ends when its token does, and says so in its last event',
  async () => {
    const stream = await eventually(async () => {
      const response = await events(await briefly());
      return response.ok ? response : undefined;
    }, 'a stream whose token has not ended before it was read');
    const text = await within(stream.text(), 'the end of the stream');
    expect(text).toMatch(/^retry: \d+$/m);
    expect(text).toContain('"code":"UNAUTHENTICATED"');
    expect(text).toContain('El flujo terminó con su token de acceso.');
    expect(text.trimEnd().split('\n').slice(-2)).toEqual(['event: complete', 'data:']);
  },
  TEST_TIMEOUT_MS,
);

function events(token: string, query = WATCH, headers: Record<string, string> = {}) {
  return fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...{ accept: 'text/event-stream', authorization: `Bearer ${token}`, ...headers },
    },
    body: JSON.stringify({ query }),
  });
}

async function told(
  claims: Parameters<typeof issuer.token>[0],
  mutation: string,
  input: string,
): Promise<object> {
  const query = `mutation { ${mutation}(input: { commandId: "${randomUUID()}", ${input} }) { __typename } }`;
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', authorization: `Bearer ${await issuer.token(claims)}` },
    },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { readonly data: object }).data;
}

test(
  'H12: whoever has his access revoked by two persons is out at once, everywhere, and need not come again',
  async () => {
    const token = await issuer.token({
      sub: 'auth0|leaver@seguridad.example',
      role: 'commander',
      entity: '14',
    });
    const { closed, send } = await enter(() => token);
    send({ type: 'subscribe', id: '1', payload: { query: WATCH } });
    const stream = (await events(token)).text();
    const stays = await enter(() => issuer.token(commanderOfJalisco));
    const subject = 'auth0|leaver@seguridad.example';
    const asked = await told(analyst, 'revokeAccess', `subject: "${subject}", reason: LEFT_SERVICE`);
    expect(asked).toMatchObject({ revokeAccess: { __typename: 'AccessAccepted' } });
    const confirmed = await told(otherAnalyst, 'confirmRevocation', `subject: "${subject}"`);
    expect(confirmed).toMatchObject({ confirmRevocation: { __typename: 'AccessAccepted' } });
    expect(await closed()).toEqual({ code: 4403, reason: '{"reason":"access revoked"}' });
    expect(await within(stream, 'the end of the stream')).toContain('"code":"FORBIDDEN"');
    expect(stays.socket.readyState).toBe(WebSocket.OPEN);
    stays.socket.terminate();
    const again = open();
    await again.opened();
    again.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    expect((await again.closed()).code).toBe(4403);
  },
  TEST_TIMEOUT_MS,
);

test('R24: a page of somebody else may not open a stream', async () => {
  const token = await issuer.token(commanderOfJalisco);
  const foreign = open({ origin: 'https://elsewhere.example' });
  expect((await foreign.closed()).code).toBe(1006);
  expect((await events(token, WATCH, { origin: 'https://elsewhere.example' })).status).toBe(403);
  const own = open({ origin: gateway.url });
  await own.opened();
  own.socket.terminate();
});

test('a purpose that is not of the role ends a connection, and those that are of it are named', async () => {
  const wrong = open();
  await wrong.opened();
  const authorization = `Bearer ${await issuer.token(commanderOfJalisco)}`;
  wrong.send({ type: 'connection_init', payload: { authorization, 'x-purpose': 'AUDIT' } });
  const { code, reason } = await wrong.closed();
  expect(code).toBe(4403);
  expect((JSON.parse(reason) as { reason: string }).reason).toMatch(
    /^This role declares one of these purposes in x-purpose: SUPERVISION, DISPATCH, PATROL, FOLLOW_UP, /,
  );
});

test('what connection_init says is read however its names are written, as headers are', async () => {
  const wrong = open();
  await wrong.opened();
  const token = `Bearer ${await issuer.token(commanderOfJalisco)}`;
  const payload = { AUTHORIZATION: token, 'X-Purpose': 'AUDIT', 'Accept-Language': 'en' };
  wrong.send({ type: 'connection_init', payload });
  const { code, reason } = await wrong.closed();
  expect(code).toBe(4403);
  expect(reason).toContain('This role declares one of these purposes');
});

test(
  'no token, a message too large and silence at the beginning end a connection',
  async () => {
    const nobody = open();
    await nobody.opened();
    nobody.send({ type: 'connection_init', payload: { headers: { authorization: 'Bearer x' } } });
    expect(await nobody.closed()).toEqual({
      code: 4401,
      reason: '{"reason":"Send an access token in connection_init: authorization: Bearer <token>."}',
    });

    const large = await enter(() => issuer.token(commanderOfJalisco));
    const query = 'x'.repeat(MESSAGE_SIZE_MAX_BYTES);
    large.send({ type: 'subscribe', id: '1', payload: { query } });
    expect((await large.closed()).code).toBe(1009);

    const silent = open();
    expect((await silent.closed()).code).toBe(4408);
  },
  TEST_TIMEOUT_MS,
);

test(
  'a connection has so many operations at a time',
  async () => {
    const { socket, send, next } = await enter(() => issuer.token(commanderOfJalisco));
    for (let n = 0; n <= OPERATIONS_PER_CONNECTION_MAX; n++) {
      send({ type: 'subscribe', id: `${n}`, payload: { query: WATCH } });
    }
    const { payload } = await next('error');
    expect(payload![0].extensions).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      limit: 'operationsPerConnection',
    });
    socket.terminate();
  },
  TEST_TIMEOUT_MS,
);

test.each([
  ['subscription { incidentChanged(resume: "c1.bm9uc2Vuc2U") { id } }', 'BAD_USER_INPUT'],
  [`subscription { incidentChanged(resume: "${elsewhere()}") { id } }`, 'STALE'],
  ['subscription { nobodyChanged { id } }', 'BAD_USER_INPUT'],
  ['query @live @asOf(at: "2026-01-01T00:00:00Z") { beats { totalCount } }', 'BAD_USER_INPUT'],
])('%s is refused with %s on both transports', async (query, code) => {
  const token = await issuer.token(commanderOfJalisco);
  expect(await (await events(token, query)).text()).toContain(`"code":"${code}"`);
  const { socket, send, next } = await enter(() => token);
  send({ type: 'subscribe', id: '1', payload: { query } });
  expect((await next('error')).payload![0].extensions.code).toBe(code);
  socket.terminate();
});

/** A position in another log. */
function elsewhere(): string {
  const other = [['3d9e1b1e-1f0e-5c1a-9b53-0a1b2c3d4e5f', 1, 1]];
  return `p1.${Buffer.from(JSON.stringify(other)).toString('base64url')}`;
}

test('what goes on answering is told where it is to be had when it is asked for without a stream', async () => {
  const authorization = `Bearer ${await issuer.token(commanderOfJalisco)}`;
  for (const query of [WATCH, 'query @live { beats { totalCount } }']) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query }),
    });
    expect(JSON.stringify(await response.json())).toContain('Accept: text/event-stream');
  }
});

test('a plain query and a mutation travel over the same connection', async () => {
  const { socket, send, next } = await enter(() => issuer.token(commanderOfJalisco));
  send({ type: 'subscribe', id: '1', payload: { query: '{ entity(code: "14") { name } }' } });
  expect((await next('next')).payload!.data).toEqual({ entity: { name: 'Jalisco' } });
  await next('complete');
  socket.terminate();
});

test(
  'a gateway that stops sends everybody elsewhere, and waits for nobody',
  async () => {
    await using scope = new AsyncDisposableStack();
    const other = await startGateway({ ...config, data: join(data, randomUUID()) });
    scope.defer(() => other.close());
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/graphql`, 'graphql-transport-ws');
    await within(once(socket, 'open'), 'a connection');
    socket.send(
      JSON.stringify({
        type: 'connection_init',
        payload: { authorization: `Bearer ${await issuer.token(analyst)}` },
      }),
    );
    await within(once(socket, 'message'), 'connection_ack');
    // A client that is there and takes nothing: it does not hold up the stop.
    const stalled = connect(other.port, '127.0.0.1');
    stalled.on('error', () => undefined);
    stalled.write('GET /graphql HTTP/1.1\r\nHost: x\r\n');
    const closed = once(socket, 'close') as Promise<[number, Buffer]>;
    await other.close();
    const [code, reason] = await within(closed, 'the end of the connection');
    expect(code).toBe(1012);
    expect(JSON.parse(reason.toString('utf8'))).toMatchObject({ reason: 'gateway stopping' });
    stalled.destroy();
  },
  TEST_TIMEOUT_MS,
);
