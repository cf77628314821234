import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { QUERY } from '../stack-read.ts';

/* One subject, from a process of its own: costly questions, documents that are new each time, one question again and again, requests sent ahead of their answers, streams, live queries and replays, as many as there is room for. */

const COSTLY_AT_A_TIME = 64;
const NEW_AT_A_TIME = 16;
const SAME_AT_A_TIME = 64;
const SOCKETS = 10;
const STREAMS_PER_SOCKET = 60;
const AHEAD_AT_A_TIME = 50;
const AGAIN_MS = 5;
const TELL_MS = 500;

/** Close to the dearest that one operation may cost. */
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
let fresh = 0;
for (let n = 0; kinds.includes('documents that are new') && n < NEW_AT_A_TIME; n++)
  void asks(() => JSON.stringify({ query: QUERY.replace('beats', `n${fresh++}: beats`) }));
for (let n = 0; kinds.includes('the same question') && n < SAME_AT_A_TIME; n++)
  void asks(() => JSON.stringify({ query: QUERY }));
/** One request behind the other, of which no answer is read; anew when it is cut. */
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
for (let s = 0; kinds.includes('streams') && s < SOCKETS; s++) {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  socket.on('error', () => undefined);
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
  );
  socket.once('message', () => {
    for (let n = 0; n < STREAMS_PER_SOCKET; n++) {
      const query = streams(s * STREAMS_PER_SOCKET + n)[n % 3]!;
      socket.send(JSON.stringify({ id: String(n), type: 'subscribe', payload: { query } }));
    }
  });
}
setInterval(() => process.stdout.write(`${JSON.stringify(told)}\n`), TELL_MS);
