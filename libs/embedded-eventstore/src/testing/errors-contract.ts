import { createServer, type AddressInfo } from 'node:net';
import { startEmbeddedStore } from '../index.ts';
import { ALL, ANY, type Subject } from './subject.ts';
import { all, once } from './waiting.ts';

const NO_CLUSTER = 'there is one node, and it leads';
const NO_GROUPS = 'there are no persistent subscriptions';
const NO_SECOND_PROTOCOL = 'its calls are not advertised, so the client refuses them itself';
const NO_CALLS = 'the client has no call that could meet it';
const OLDER_SERVERS = 'servers of today do not send it';

/** How the error is provoked here, or why no client of this server meets it. */
type Origin = (() => Promise<unknown>) | string;

/** Every kind of error that the clients know. */
export function errorsContract(subject: Subject): void {
  const origins: Readonly<Record<string, Origin>> = {
    timeout: 'a commit has no time limit of its own: the disk answers, or the store stops',
    'deadline-exceeded': () =>
      subject.client.appendToStream(subject.stream(), [subject.event(1)], { deadline: -1_000 }),
    unavailable: () => nobodyListens(subject),
    cancelled: () => storeStops(subject),
    unknown: () => subject.client.listProjections(),
    'not-leader': NO_CLUSTER,
    'stream-not-found': () => all(subject.client.readStream(subject.stream())),
    'no-stream': OLDER_SERVERS,
    'not-found': 'what is not found here is a stream, which has an error of its own',
    'access-denied': () => subject.client.appendToStream(ALL, [subject.event(1)]),
    'invalid-argument': 'the client throws it before it asks the server',
    'invalid-transaction': OLDER_SERVERS,
    'stream-deleted': () => appendAfterTombstone(subject),
    'stream-tombstoned': NO_SECOND_PROTOCOL,
    'scavenge-not-found': NO_CALLS,
    'wrong-expected-version': () => subject.append(subject.stream(), 7n, subject.events(1)),
    'maximum-append-size-exceeded': () => subject.append(subject.stream(), ANY, [tooLarge(subject)]),
    'transaction-max-size-exceeded': NO_SECOND_PROTOCOL,
    'append-record-size-exceeded': NO_SECOND_PROTOCOL,
    'append-consistency-violation': NO_SECOND_PROTOCOL,
    'missing-required-metadata-property':
      'the client always sends type and content type; see hostile.spec.ts',
    'persistent-subscription-failed': NO_GROUPS,
    'persistent-subscription-does-not-exist': NO_GROUPS,
    'persistent-subscription-exists': NO_GROUPS,
    'persistent-subscription-dropped': NO_GROUPS,
    'maximum-subscribers-reached': NO_GROUPS,
    'user-not-found': NO_CALLS,
    'user-conflict': NO_CALLS,
    unsupported: () => subject.client.listPersistentSubscriptionsToAll(),
  };

  test('none that this client knows is forgotten', () => {
    const known = Object.values(subject.library.ErrorType);
    expect(known.filter((type) => origins[type] === undefined)).toEqual([]);
  });

  const provoked = Object.entries(origins).flatMap(([type, origin]) =>
    typeof origin === 'string' ? [] : [[type, origin] as const],
  );
  test.each(provoked)('%s', async (type, provoke) => {
    await expect(provoke()).rejects.toMatchObject({ type });
  });

  test('a late append is not written, by either way', async () => {
    const name = subject.stream();
    for (const credentials of [undefined, subject.credentials]) {
      const late = subject.client.appendToStream(name, [subject.event(1)], {
        deadline: -1_000,
        ...(credentials && { credentials }),
      });
      await expect(late).rejects.toMatchObject({ type: 'deadline-exceeded' });
    }
    await expect(all(subject.client.readStream(name))).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  test('a refused call leaves the connection as it was', async () => {
    const name = subject.stream();
    for (const [, provoke] of provoked) await expect(provoke()).rejects.toBeDefined();
    await subject.append(name, ANY, subject.events(1));
    expect(await all(subject.client.readStream(name))).toHaveLength(1);
  });
}

async function nobodyListens(subject: Subject): Promise<unknown> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const client = subject.connectTo([`127.0.0.1:${port}`], 'keepAliveInterval=24000');
  try {
    return await client.deleteStream(subject.stream());
  } finally {
    await client.dispose();
  }
}

async function storeStops(subject: Subject): Promise<unknown> {
  const store = await startEmbeddedStore({ data: ':memory:', port: 0 });
  const client = subject.library.connect(`127.0.0.1:${store.port}?tls=false`);
  const subscription = client.subscribeToAll();
  const error = once(subscription, 'error');
  await once(subscription, 'caughtUp');
  await store.close();
  throw await error;
}

async function appendAfterTombstone(subject: Subject): Promise<unknown> {
  const name = subject.stream();
  await subject.client.tombstoneStream(name);
  return subject.append(name, ANY, subject.events(1));
}

function tooLarge(subject: Subject) {
  return subject.library.jsonEvent({ type: 'Large', data: 'x'.repeat(1_100_000) });
}
