import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { QUERY } from '../stack-read.ts';

/*
 * One subject, from a process of its own, as much as there is room for: costly questions; documents that are new each
 * time, small and large; bodies that take long to read; one question again and again; requests sent ahead of their
 * answers; streams, live queries and replays; live queries begun and ended without pause; calls received; and history
 * in bulk.
 */

const COSTLY_AT_A_TIME = 64;
const NEW_AT_A_TIME = 16;
const LARGE_NEW_AT_A_TIME = 40;
const LARGE_BODIES_AT_A_TIME = 20;
const SAME_AT_A_TIME = 64;
const COMMANDS_AT_A_TIME = 64;
const BULKS_AT_A_TIME = 64;
const BULK_ITEMS = 250;
const SOCKETS = 10;
const STREAMS_PER_SOCKET = 60;
const BEGUN_TOGETHER = 50;
const AHEAD_AT_A_TIME = 50;
const AGAIN_MS = 5;
const TELL_MS = 500;

/** Close to the highest cost that one operation may have. */
const COSTLY = `query ($n: Int) {
  a: incidents(first: $n) { totalCount edges { node { id beat { openIncidents(first: 10) { edges { node { id priority } } } } } } }
  b: beats(first: $n) { totalCount edges { node { boundary } } }
}`;

const [url = '', token = '', ...kinds] = process.argv.slice(2);
const told = { answered: 0, refused: 0 };

async function asks(body: () => string): Promise<never> {
  for (;;) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body(),
      });
      const text = await response.text();
      if (response.ok && !text.includes('"LIMIT_EXCEEDED"')) told.answered++;
      else told.refused++;
    } catch {
      // The connection was closed.
    }
  }
}

for (let n = 0; kinds.includes('costly questions') && n < COSTLY_AT_A_TIME; n++)
  void asks(() => JSON.stringify({ query: COSTLY, variables: { n: 100 } }));
/** Lists in one document. */
const LISTS = 8;
const lists = (n: number) =>
  Array.from(
    { length: LISTS },
    (_, k) =>
      `l${n}x${k}: incidents(entity: "09", first: ${k + 1}) { edges { node { id beat { code } municipality { name } units { code beat { code } } } } }`,
  ).join(' ');
/** Each over a new connection. */
async function asksAnew(body: () => string): Promise<never> {
  for (;;) {
    const asked = request(url, {
      ...{ method: 'POST', agent: false },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    asked.end(body());
    try {
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      const said = await textOf(response);
      if (response.statusCode === 200 && !said.includes('"LIMIT_EXCEEDED"')) told.answered++;
      else told.refused++;
    } catch {
      // The connection was closed.
    }
  }
}
let large = 0;
for (let n = 0; kinds.includes('large documents over new connections') && n < LARGE_NEW_AT_A_TIME; n++)
  void asksAnew(() => JSON.stringify({ query: `{ ${lists(large++)} }` }));
const DEEP = 20_000;
const deep = `{"query":"{ __typename }","variables":${'{"a":['.repeat(DEEP)}1${']}'.repeat(DEEP)}}`;
for (let n = 0; kinds.includes('large bodies') && n < LARGE_BODIES_AT_A_TIME; n++) void asksAnew(() => deep);
let fresh = 0;
for (let n = 0; kinds.includes('documents that are new') && n < NEW_AT_A_TIME; n++)
  void asks(() => JSON.stringify({ query: QUERY.replace('beats', `n${fresh++}: beats`) }));
for (let n = 0; kinds.includes('the same question') && n < SAME_AT_A_TIME; n++)
  void asks(() => JSON.stringify({ query: QUERY }));
const RECEIVE = 'mutation ($input: ReceiveCallInput!) { receiveCall(input: $input) { __typename } }';
const received = () => ({ commandId: randomUUID(), channel: 'C911', municipality: '09002' });
for (let n = 0; kinds.includes('commands') && n < COMMANDS_AT_A_TIME; n++)
  void asks(() => JSON.stringify({ query: RECEIVE, variables: { input: received() } }));
const BRING =
  'mutation ($input: RecordHistoricalIncidentsInput!) { recordHistoricalIncidents(input: $input) { position } }';
const past = () => ({
  ...{ entity: '09', source: 'bench', sourceKey: randomUUID(), municipality: '09002' },
  ...{ occurredAt: '2020-01-01T00:00:00-06:00', classification: { system: 'bench', code: 'ROBO' } },
});
for (let n = 0; kinds.includes('history in bulk') && n < BULKS_AT_A_TIME; n++)
  void asks(() =>
    JSON.stringify({
      query: BRING,
      variables: { input: { items: Array.from({ length: BULK_ITEMS }, past) } },
    }),
  );
/** Sends one request after another without reading any answer; starts again when it is cut off. */
function sendsAhead(): void {
  const { hostname, port, pathname } = new URL(url);
  const body = JSON.stringify({ query: '{ __typename }' });
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  const ahead = `${head}${body}`.repeat(50);
  const socket = connect(Number(port), hostname).pause();
  const send = () => {
    while (socket.writable && socket.write(ahead));
  };
  socket.on('connect', send).on('drain', send);
  socket.on('error', () => undefined).on('close', () => setTimeout(sendsAhead, AGAIN_MS));
}
for (let n = 0; kinds.includes('requests sent ahead') && n < AHEAD_AT_A_TIME; n++) sendsAhead();
const from = new Date(Date.now() - 60_000).toISOString();
const streams = (n: number) => [
  'subscription { incidentChanged { kind id incident { id status beat { id code } } } }',
  `query @live(patch: true) { n${n}: operationsPicture(entity: "09") { units { id code status } openIncidents { id status } } }`,
  `subscription { replay(entity: "09", from: "${from}", speed: 0.001) { position } }`,
];
function enters(): WebSocket {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  socket.on('error', () => undefined);
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
  );
  return socket;
}
/** As fast as the socket takes it; starts again when it is cut off. */
function beginsAndEnds(): void {
  const socket = enters();
  let n = 0;
  const together = () => {
    for (const end = n + BEGUN_TOGETHER; n < end; n++) {
      const query = `query @live { incidents(entity: "09", first: ${n % 100}) { totalCount } }`;
      socket.send(JSON.stringify({ id: String(n), type: 'subscribe', payload: { query } }));
      socket.send(JSON.stringify({ id: String(n), type: 'complete' }));
    }
    socket.send(JSON.stringify({ type: 'pong' }), (error) => void (error ?? setImmediate(together)));
  };
  socket.once('message', together);
  socket.on('close', () => setTimeout(beginsAndEnds, AGAIN_MS));
}
for (let n = 0; kinds.includes('streams begun and ended') && n < SOCKETS; n++) beginsAndEnds();
for (let s = 0; kinds.includes('streams') && s < SOCKETS; s++) {
  const socket = enters();
  socket.once('message', () => {
    for (let n = 0; n < STREAMS_PER_SOCKET; n++) {
      const query = streams(s * STREAMS_PER_SOCKET + n)[n % 3]!;
      socket.send(JSON.stringify({ id: String(n), type: 'subscribe', payload: { query } }));
    }
  });
}
setInterval(() => process.stdout.write(`${JSON.stringify(told)}\n`), TELL_MS);
