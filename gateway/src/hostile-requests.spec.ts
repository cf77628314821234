import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encodePosition } from '@proximidad/eventsourcing';
import type { WebSocket } from 'ws';
import { until, within } from '@proximidad/testing/waiting';
import { ALLOWANCES } from './identity/allowances.ts';
import { type WholeGateway, wholeGateway } from './testing/whole-gateway.ts';
import { analyst } from './testing/issuer.ts';

/** A position that no log has reached, as anybody can write one. */
const ahead = (log: string) => encodePosition([{ log, position: Number.MAX_SAFE_INTEGER - 1, clock: 1 }]);

let gateway: WholeGateway;
beforeAll(async () => {
  gateway = await wholeGateway({ incidents: { delayMs: 1_500 } });
});
afterAll(() => gateway.close());

const metrics = async () => (await fetch(`${gateway.url}/metrics`)).text();

test.each(['text/event-stream', 'application/json'])(
  'M8, R21 a mutation by GET is refused with 405 whatever is accepted (%s), and counted',
  async (accept) => {
    const query = `mutation { revokeAccess(input: { commandId: "${randomUUID()}", subject: "dev:victim", reason: MISUSE }) { __typename } }`;
    const authorization = `Bearer ${await gateway.issuer.token(analyst)}`;
    const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { accept, authorization },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    const method = accept === 'application/json' ? 'GET' : 'SSE';
    expect(await metrics()).toContain(
      `proximidad_gateway_operations_ms_count{method="${method}",outcome="BAD_USER_INPUT"} 1`,
    );
    const victim = await gateway.first('json', { sub: 'dev:victim', role: 'analyst' }, '{ __typename }');
    expect(victim.errors).toBeUndefined();
  },
);

test('whoever says twice who asks is answered as neither, and so is a WebSocket', async () => {
  const token = `authorization: Bearer ${await gateway.issuer.token(analyst)}`;
  const first = async (start: string, ...headers: string[]) => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write([start, 'connection: close', ...headers, '\r\n'].join('\r\n'));
    const [answer] = (await within(once(socket, 'data'), `an answer to ${start}`)) as [Buffer];
    socket.destroy();
    return answer.toString('latin1').split('\r\n')[0];
  };
  const asks = 'GET /graphql?query=%7B__typename%7D HTTP/1.1';
  const json = 'accept: application/json';
  expect(await first(asks, 'host: g', json, token)).toBe('HTTP/1.1 200 OK');
  for (const other of ['Authorization: Bearer other', token, 'Host: other']) {
    expect(await first(asks, 'host: g', json, token, other)).toBe('HTTP/1.1 400 Bad Request');
    expect(await first(asks, other, 'host: g', json, token)).toBe('HTTP/1.1 400 Bad Request');
  }
  const upgrade = ['upgrade: websocket', 'connection: upgrade', 'sec-websocket-version: 13'];
  expect(await first('GET /graphql HTTP/1.1', 'host: g', 'host: h', ...upgrade)).toBe(
    'HTTP/1.1 400 Bad Request',
  );
});

test.each([
  ['identity', 200],
  ['Identity', 200],
  ['gzip', 415],
  ['identity, gzip', 415],
])('a body whose content-encoding is %s is answered with %d', async (encoding, status) => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-encoding': encoding,
      authorization: `Bearer ${await gateway.issuer.token(analyst)}`,
    },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(response.status).toBe(status);
});

test('a query by GET is still answered as an event stream', async () => {
  const authorization = `Bearer ${await gateway.issuer.token(analyst)}`;
  const query = encodeURIComponent('{ entity(code: "14") { name } }');
  const response = await fetch(`${gateway.url}/graphql?query=${query}`, {
    headers: { accept: 'text/event-stream', authorization },
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('"Jalisco"');
});

test('H5 whoever names a position ahead of the log waits alone', async () => {
  const resume = ahead(gateway.nation.logId);
  const token = await gateway.issuer.token(analyst);
  const waits = new AbortController();
  const open = (query: string) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'text/event-stream' },
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query, variables: { resume } }),
      signal: waits.signal,
    });
  const LIVE = '@live(resume: $resume) { entity(code: "14") { name } }';
  await open('subscription ($resume: ID) { incidentChanged(resume: $resume) { id } }');
  await open(`query ($resume: String) ${LIVE}`);
  for (const claims of [analyst, { sub: 'dev:other', role: 'analyst' }]) {
    const { data, errors } = await gateway.first(
      'sse',
      claims,
      'query @live { entity(code: "14") { name } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ entity: { name: 'Jalisco' } });
  }
  waits.abort();
});

// ---- H1: who is not known ---------------------------------------------------------

/** A request whose body never comes, and what it is answered. */
function slowBody(
  accept: string,
  authorization?: string,
): { readonly socket: Socket; readonly status: Promise<string> } {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const lines = [
    ...['POST /graphql HTTP/1.1', 'host: here', 'content-type: application/json', 'content-length: 200000'],
    `accept: ${accept}`,
    ...(authorization === undefined ? [] : [`authorization: ${authorization}`]),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n{`);
  const told = new Promise<string>((resolve) => {
    socket.once('data', (text) => resolve(String(text).split('\r\n')[0]!));
    socket.once('close', () => resolve('cut without an answer'));
  });
  return { socket, status: within(told, 'the status of a request whose body does not come') };
}

const known = { sub: 'dev:known', role: 'analyst' };
const NAME = '{ entity(code: "14") { name } }';
const JALISCO = { data: { entity: { name: 'Jalisco' } } };

/** As somebody whose token has been seen before. */
async function knownAsks(token: string): Promise<unknown> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: NAME }),
  });
  return response.json();
}

test.each(['application/json', 'text/event-stream'])(
  'H1, R4 a thousand bodies of nobody (%s) are refused before they are read, and hold up nobody',
  async (accept) => {
    const token = await gateway.issuer.token(known);
    expect(await knownAsks(token)).toMatchObject(JALISCO);
    const all = Array.from({ length: 1_001 }, () => slowBody(accept));
    const statuses = new Set(await Promise.all(all.map(({ status }) => status)));
    expect(statuses).toContain('HTTP/1.1 401 Unauthorized');
    statuses.delete('HTTP/1.1 401 Unauthorized');
    statuses.delete('HTTP/1.1 429 Too Many Requests');
    expect([...statuses]).toEqual([]);
    expect(await knownAsks(token)).toMatchObject(JALISCO);
    for (const { socket } of all) socket.destroy();
  },
);

test('H1, R4 bodies of one subject that never come use up its own allowance, not that of others', async () => {
  const slow = await gateway.issuer.token({ sub: 'dev:slow', role: 'analyst' });
  const token = await gateway.issuer.token(known);
  const all = Array.from({ length: ALLOWANCES.operations.subject + 1 }, () =>
    slowBody('application/json', `Bearer ${slow}`),
  );
  const refused = all.map(async ({ status }) => expect(await status).toBe('HTTP/1.1 429 Too Many Requests'));
  // Where the machine stood still, another may have been told before that it was late.
  await Promise.any(refused);
  expect(await knownAsks(token)).toMatchObject(JALISCO);
  expect(await knownAsks(slow)).toMatchObject({
    errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'operationsPerSubject' } }],
  });
  for (const { socket } of all) socket.destroy();
});

// ---- H5: who has too much under way -------------------------------------------------

interface Message {
  readonly id: string;
  readonly type: string;
  readonly payload: { readonly errors?: readonly object[] } & {
    readonly [index: number]: { extensions: object };
  };
}

function messagesOf(socket: WebSocket): Message[] {
  const all: Message[] = [];
  socket.on('message', (text: Buffer) => all.push(JSON.parse(text.toString('utf8')) as Message));
  return all;
}

const subscribe = (socket: WebSocket, id: string, query: string) =>
  socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));

const inUse = async (kind: string) =>
  Number(
    new RegExp(`^proximidad_gateway_allowance_in_use\\{kind="${kind}"\\} (\\d+)$`, 'm').exec(
      await metrics(),
    )![1],
  );

test('H5, R8 slow queries over WebSocket use up the allowance of their subject, not that of others', async () => {
  const PER_SOCKET = 64;
  const greedy = { sub: 'dev:greedy', role: 'analyst' };
  const sockets = await Promise.all([0, 1, 2].map(() => gateway.enter(greedy)));
  const messages = sockets.map(messagesOf);
  const SLOW = `{ incident(id: "09-${randomUUID()}") { id } }`;
  let asked = 0;
  const askAll = () => {
    for (const socket of sockets) for (let n = 0; n < PER_SOCKET; n++) subscribe(socket, `${asked++}`, SLOW);
  };
  const ended = (how: string) => messages.flat().filter(({ type }) => type === how).length;
  askAll();
  await until(() => {
    if (ended('error') > 0) return true;
    // A busy machine answered the first before it had read the last: all are asked once more.
    if (ended('complete') === asked) askAll();
    return false;
  });
  expect(messages.flat().find(({ type }) => type === 'error')!.payload[0]!.extensions).toMatchObject({
    ...{ code: 'LIMIT_EXCEEDED', limit: 'operationsPerSubject', max: ALLOWANCES.operations.subject },
  });
  expect(await gateway.first('ws', known, NAME)).toMatchObject(JALISCO);
  expect(await gateway.first('json', known, NAME)).toMatchObject(JALISCO);
  await until(() => ended('complete') + ended('error') === asked);
  // All that the subject may have at a time were taken, and more where some had been answered when the last ones came.
  expect(ended('complete')).toBeGreaterThanOrEqual(ALLOWANCES.operations.subject);
  for (const socket of sockets) socket.terminate();
});

test('a connection that pings without end is closed, and nothing more of it is read', async () => {
  const socket = await gateway.enter({ sub: 'dev:greedy', role: 'analyst' });
  const closed = within(once(socket, 'close'), 'the end of the connection');
  // Pings are counted within an interval, and a burst may fall into two of them.
  const pinging = setInterval(() => {
    for (let n = 0; n < 250 && socket.readyState === socket.OPEN; n++) socket.ping();
  }, 50);
  try {
    expect(String((await closed)[0])).toBe('1008');
  } finally {
    clearInterval(pinging);
  }
});

test('H5 costly queries of one subject cost so much together, and others have theirs', async () => {
  const socket = await gateway.enter({ sub: 'dev:greedy', role: 'analyst' });
  const messages = messagesOf(socket);
  const parts = Array.from(
    { length: 18 },
    (_, n) => `n${n}: incident(id: "09-${randomUUID()}", validAt: "2026-11-25T00:00:00Z") { id }`,
  );
  const COSTLY = `{ ${parts.join(' ')} }`;
  const cost = 18 * 501;
  for (let n = 0; n * cost <= ALLOWANCES.cost.subject; n++) subscribe(socket, `${n}`, COSTLY);
  await until(() => messages.length > 0);
  expect(messages[0]!.payload).toMatchObject({
    errors: [
      { extensions: { code: 'LIMIT_EXCEEDED', limit: 'costPerSubject', max: ALLOWANCES.cost.subject } },
    ],
    extensions: { cost },
  });
  expect(await gateway.first('ws', known, NAME)).toMatchObject(JALISCO);
  expect(await inUse('cost')).toBeGreaterThan(0);
  socket.terminate();
  gateway.services.incidents.hurry();
  await until(async () => (await inUse('cost')) === 0);
});

test('F4 who waits for a position that the log has not reached is told so by the gateway, and no service waits', async () => {
  for (const { requests } of Object.values(gateway.services)) requests.length = 0;
  const position = ahead(gateway.nation.logId);
  const query = 'query ($position: Position!) @atLeast(position: $position) { courses { totalCount } }';
  expect((await gateway.first('json', known, query, { position })).errors).toMatchObject([
    { extensions: { code: 'NOT_READY' } },
  ]);
  const queries = Object.values(gateway.services)
    .flatMap(({ requests }) => requests.flat())
    .filter(({ query: asked }) => asked !== undefined);
  expect(queries).toEqual([]);
});

test('H5, L10 live queries of one subject are so many, the same one again is none more, and others have theirs', async () => {
  const greedy = { sub: 'dev:greedy', role: 'analyst' };
  const sockets = await Promise.all([0, 1].map(() => gateway.enter(greedy)));
  const messages = sockets.map(messagesOf);
  const live = (n: number) => `query @live { n${n}: entity(code: "14") { name } }`;
  const { subject } = ALLOWANCES.liveQueries;
  for (let n = 0; n < subject; n++) subscribe(sockets[0]!, `${n}`, live(n));
  await until(() => messages[0]!.filter(({ type }) => type === 'next').length === subject);
  subscribe(sockets[1]!, 'same', live(0));
  subscribe(sockets[1]!, 'new', live(subject));
  await until(() => messages[1]!.length === 2);
  expect(messages[1]!.find(({ id }) => id === 'same')!.type).toBe('next');
  expect(messages[1]!.find(({ id }) => id === 'new')!.payload[0]!.extensions).toMatchObject({
    ...{ code: 'LIMIT_EXCEEDED', limit: 'liveQueriesPerSubject' },
  });
  expect((await gateway.first('sse', known, live(subject))).errors).toBeUndefined();
  expect(await inUse('liveQueries')).toBeGreaterThanOrEqual(subject);
  for (const socket of sockets) socket.terminate();
  await until(async () => (await inUse('liveQueries')) === 0 && (await inUse('streams')) === 0);
});

test('H5, R8 replays of one subject are so many, however slow, and others have theirs', async () => {
  const watching = { role: 'commander', entity: '09' };
  const greedy = { sub: 'dev:greedy', ...watching };
  const executed = { sub: 'dev:machine-09', role: 'machine', entity: '09' };
  await gateway.first(
    'json',
    executed,
    `mutation { sourceAlive(input: { commandId: "${randomUUID()}", entity: "09" }) { __typename } }`,
  );
  const from = encodePosition([{ log: gateway.nation.logId, position: 0, clock: Date.now() - 3_600_000 }]);
  const replay = (speed: number) =>
    `subscription { replay(entity: "09", from: "${from}", speed: ${speed}) { position } }`;
  const socket = await gateway.enter(greedy);
  const messages = messagesOf(socket);
  const { subject } = ALLOWANCES.replays;
  for (let n = 0; n <= subject; n++) subscribe(socket, `${n}`, replay(0.001));
  await until(() => messages.some(({ type }) => type === 'error'));
  expect(messages.find(({ type }) => type === 'error')!.payload[0]!.extensions).toMatchObject({
    ...{ code: 'LIMIT_EXCEEDED', limit: 'replaysPerSubject' },
  });
  expect(
    (await gateway.first('sse', { sub: 'dev:known', ...watching }, replay(1_000))).errors,
  ).toBeUndefined();
  socket.terminate();
  await until(async () => (await inUse('replays')) === 0);
});
