import { GraphQLError } from 'graphql';
import type { Client, Sink } from 'graphql-ws';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { type Session, SessionOver } from '../session/session.ts';
import { answered, follow, openGraph } from './graph.ts';
import { watchLine } from './line.ts';

const REFUSED = [new GraphQLError('later', { extensions: { code: 'LIMIT_EXCEEDED' } })];

/** A live question over a line that stands, and what the gateway says to each time it is asked. */
function followed() {
  const asked: Sink[] = [];
  const watch = watchLine(() => {});
  const client = {
    subscribe: (_payload: unknown, sink: Sink) => {
      asked.push(sink);
      return () => sink.complete();
    },
  } as unknown as Client;
  const answers: unknown[] = [];
  const session = { ending: () => undefined } as Session;
  const given = { client, watch, session, names: () => ({}) };
  const end = follow(given, 'query Board @live { board }', {}, ({ data }) => answers.push(data));
  watch.connected();
  return { asked, answers, watch, end };
}

test.each([
  ['from too many, is told so for now', 429, {}, true],
  ['that has to be prepared, too', 200, { retryAfterMs: 900 }, true],
  ['that is too large is told so for good', 200, {}, false],
  [
    'of one service that is silent is not told that all are',
    200,
    { code: 'SERVICE_UNAVAILABLE', retryAfterMs: 900 },
    false,
  ],
])('whoever asks what comes %s', async (_what, status, more, isForNow) => {
  const errors = [{ message: 'later', extensions: { code: 'LIMIT_EXCEEDED', ...more } }];
  const fetching = Object.getOwnPropertyDescriptor(globalThis, 'fetch')!;
  Object.assign(globalThis, { fetch: () => Promise.resolve(Response.json({ errors }, { status })) });
  try {
    const session = { token: () => Promise.resolve('t'), purpose: () => 'PATROL' } as Session;
    const asked = { document: 'query Q { q }', variables: {}, asking: { language: 'es-MX' } };
    const { troubles } = await answered(session, asked, {});
    expect(troubles).toMatchObject([
      { code: 'LIMIT_EXCEEDED', isForNow, ...('code' in more && { code: more.code }) },
    ]);
  } finally {
    Object.defineProperty(globalThis, 'fetch', fetching);
  }
});

const again = () => new Promise((over) => setTimeout(over, 1_200));

test('what is shown is old while the gateway refuses to go on with it, though the line stands', async () => {
  const { asked, answers, watch, end } = followed();
  asked[0]!.next({ data: { board: 1 } });
  expect(watch.line()).toBe('open');
  asked[0]!.error(REFUSED);
  await again();
  expect([asked.length, watch.line()]).toEqual([2, 'unanswered']);
  asked[1]!.next({ data: { board: 2 } });
  expect([answers, watch.line()]).toEqual([[{ board: 1 }, { board: 2 }], 'open']);
  end();
});

test('a question that was never answered makes nothing old', async () => {
  const { asked, watch, end } = followed();
  asked[0]!.error(REFUSED);
  await again();
  expect([asked.length, watch.line()]).toEqual([2, 'open']);
  end();
});

test('a user who signs out before the connection is open leaves it without an error', async () => {
  const gateway = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(gateway, 'listening');
  const { port } = gateway.address() as AddressInfo;
  Object.assign(globalThis, { location: { protocol: 'http:', host: `127.0.0.1:${port}` } });
  try {
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    let leave = () => {};
    const token = () =>
      new Promise<string>((_, reject) => {
        leave = () => reject(new SessionOver('signed-out'));
        asked();
      });
    const session = { token, purpose: () => 'PATROL', ending: () => undefined } as unknown as Session;
    const graph = openGraph(
      session,
      () => 'es-MX',
      () => ({}),
    );
    const end = graph.live('query Board { board }' as never, {}, () => {});
    await isAsked;
    end();
    const closed = graph.close();
    leave();
    await expect(closed).resolves.toBeUndefined();
  } finally {
    Reflect.deleteProperty(globalThis, 'location');
    gateway.close();
  }
});
