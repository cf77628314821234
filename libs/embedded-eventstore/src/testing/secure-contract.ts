import { randomUUID } from 'node:crypto';
import type { Credentials, EventStoreDBClient } from '@eventstore/db-client';
import { ADMIN, ANY, CLERK, CONFINED, NO_STREAM, ODD, STREAM_EXISTS, type Subject } from './subject.ts';
import { all, failureOf, gather, once } from './waiting.ts';

const DENIED = { type: 'access-denied' };
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;
const STRANGER: Credentials = { username: 'stranger', password: ADMIN.password };
const FORGETFUL: Credentials = { username: ADMIN.username, password: 'changeit' };

/** Who may do what: only with TLS, since without it the clients send no credentials. */
export function secureContract(subject: Subject): void {
  let clerk: EventStoreDBClient;
  let anonymous: EventStoreDBClient;
  beforeAll(() => {
    clerk = subject.connect('keepAliveInterval=21000', CLERK);
    anonymous = subject.connectTo([`127.0.0.1:${subject.store.port}`], 'keepAliveInterval=22000');
  });
  afterAll(async () => {
    await Promise.all([clerk.dispose(), anonymous.dispose()]);
  });

  /** Everything a client can do to a stream, by the word for it in its access list. */
  const deeds = (client: EventStoreDBClient, name: string, as?: Credentials) => {
    const credentials = as && { credentials: as };
    return {
      batch: () => client.appendToStream(name, [subject.event(1)]),
      classic: () => client.appendToStream(name, [subject.event(1)], { credentials: as ?? CLERK }),
      read: () => all(client.readStream(name, credentials)),
      subscribe: () => firstOf(client.subscribeToStream(name, credentials)),
      delete: () => client.deleteStream(name, credentials),
      tombstone: () => client.tombstoneStream(name, credentials),
      getMetadata: () => client.getStreamMetadata(name, credentials),
      setMetadata: () => client.setStreamMetadata(name, { maxCount: 9 }, credentials),
      readAll: () => all(client.readAll({ maxCount: 1, ...credentials })),
      subscribeAll: () => firstOf(client.subscribeToAll(credentials)),
    };
  };
  type Deed = keyof ReturnType<typeof deeds>;
  const DEEDS = Object.keys(deeds(undefined as unknown as EventStoreDBClient, '')) as Deed[];

  async function written(acl?: object): Promise<string> {
    const name = subject.stream();
    await subject.append(name, NO_STREAM, subject.events(0));
    if (acl) await subject.client.setStreamMetadata(name, { acl });
    return name;
  }

  test.each(DEEDS.filter((deed) => deed !== 'classic'))(
    'whoever does not say who he is may not %s',
    async (deed) => {
      const error = await failureOf(deeds(anonymous, await written())[deed]());
      expect(error).toMatchObject(DENIED);
    },
  );

  test.each([
    ['an unknown user', STRANGER],
    ['a wrong password', FORGETFUL],
  ])('%s is told apart from a refusal by its status alone', async (_what, as) => {
    const name = await written();
    for (const deed of ['classic', 'subscribe', 'delete', 'subscribeAll'] as const) {
      const error = await failureOf(deeds(anonymous, name, as)[deed]());
      expect(error).toMatchObject({ ...DENIED, code: UNAUTHENTICATED });
    }
    for (const deed of ['read', 'readAll'] as const) {
      expect(await failureOf(deeds(anonymous, name, as)[deed]())).toMatchObject(DENIED);
    }
    const client = subject.connect(`connectionName=${randomUUID()}&keepAliveInterval=23000`, as);
    await expect(client.appendToStream(name, [subject.event(1)])).rejects.toMatchObject(DENIED);
    await client.dispose();
  });

  test('credentials of a single call go before those of the connection', async () => {
    expect(await all(anonymous.readAll({ maxCount: 1, credentials: ADMIN }))).toHaveLength(1);
    await expect(firstOf(subject.client.subscribeToAll({ credentials: CLERK }))).rejects.toMatchObject({
      ...DENIED,
      code: PERMISSION_DENIED,
    });
  });

  test('a password may hold what separates and what is not ASCII', async () => {
    await deeds(anonymous, await written(), ODD).classic();
    await deeds(anonymous, await written(), ODD).read();
  });

  test('a user does with streams of users what he likes, as long as nothing else is said', async () => {
    for (const deed of DEEDS.filter((one) => !one.endsWith('All'))) {
      await deeds(clerk, await written())[deed]();
    }
  });

  test('H10: a confined user reads all, appends to his own streams alone, and deletes nothing', async () => {
    const confined = subject.connect('keepAliveInterval=24000', CONFINED);
    const [own, told] = [`dispatch_09-${randomUUID()}`, `public_09${randomUUID()}-dispatch`];
    const foreign = await written({ writeRoles: '$all', metaWriteRoles: '$all', deleteRoles: '$all' });
    const may = async (name: string, ...which: Deed[]) => {
      for (const deed of which) await deeds(confined, name, CONFINED)[deed]();
    };
    const mayNot = async (name: string, ...which: Deed[]) => {
      for (const deed of which)
        expect(await failureOf(deeds(confined, name, CONFINED)[deed]())).toMatchObject(DENIED);
    };
    const looking = ['read', 'subscribe', 'getMetadata', 'readAll', 'subscribeAll'] as const;
    await may(own, 'batch', 'classic', ...looking);
    await mayNot(own, 'setMetadata', 'delete', 'tombstone');
    await may(told, 'batch', 'classic', 'setMetadata', ...looking);
    await mayNot(told, 'delete', 'tombstone');
    await may(foreign, ...looking);
    await mayNot(foreign, 'batch', 'classic', 'setMetadata', 'delete', 'tombstone');
    await mayNot(`dispatch-${randomUUID()}`, 'batch', 'classic');
    await mayNot('$settings', 'read', 'batch', 'classic', 'setMetadata', 'getMetadata');
    await confined.dispose();
  });

  test('the whole log and the streams of the system are for administrators', async () => {
    const system = `$audit-${randomUUID()}`;
    await subject.append(system, NO_STREAM, subject.events(1));
    for (const deed of DEEDS) {
      expect(await failureOf(deeds(clerk, system)[deed]())).toMatchObject(DENIED);
    }
    for (const deed of DEEDS) await deeds(subject.client, await written(), ADMIN)[deed]();
  });

  test.each<[string, Deed[]]>([
    ['readRoles', ['read', 'subscribe']],
    ['writeRoles', ['batch', 'classic']],
    ['deleteRoles', ['delete', 'tombstone']],
    ['metaReadRoles', ['getMetadata']],
    ['metaWriteRoles', ['setMetadata']],
  ])('%s of a stream allow %j and nothing else', async (role, allowed) => {
    const nobody = { readRoles: [], writeRoles: [], deleteRoles: [], metaReadRoles: [], metaWriteRoles: [] };
    for (const names of [CLERK.username, [CLERK.username, 'somebody'], '$all']) {
      for (const deed of DEEDS.filter((one) => !one.endsWith('All'))) {
        const work = deeds(clerk, await written({ ...nobody, [role]: names }))[deed]();
        if (allowed.includes(deed)) await work;
        else expect(await failureOf(work)).toMatchObject(DENIED);
      }
    }
  });

  test('a stream may name the list that holds for the system', async () => {
    const name = subject.stream();
    const setList = (acl: string) => subject.client.setStreamMetadata(name, { acl } as never);
    await setList('$systemStreamAcl');
    await expect(clerk.appendToStream(name, [subject.event(1)])).rejects.toMatchObject(DENIED);
    await setList('$userStreamAcl');
    await clerk.appendToStream(name, [subject.event(1)]);
  });

  test('$settings says what holds where a stream says nothing', async () => {
    const settings = (data: Record<string, unknown>) =>
      subject.append('$settings', ANY, [subject.library.jsonEvent({ type: '$settings', data })]);
    const [open, own] = [await written(), await written({ writeRoles: CLERK.username })];
    await settings({
      $userStreamAcl: { $w: '$admins' },
      $systemStreamAcl: { $r: ['$admins', CLERK.username] },
    });
    await expect(clerk.appendToStream(open, [subject.event(1)])).rejects.toMatchObject(DENIED);
    await clerk.appendToStream(own, [subject.event(1)]);
    expect(await all(clerk.readAll({ maxCount: 1 }))).toHaveLength(1);
    await settings({});
    await clerk.appendToStream(open, [subject.event(1)]);
    await expect(all(clerk.readAll({ maxCount: 1 }))).rejects.toMatchObject(DENIED);
  });

  test('the list of $all opens the whole log to whom it names', async () => {
    await subject.client.setStreamMetadata('$all', { acl: { readRoles: ['$admins', CLERK.username] } });
    await firstOf(clerk.subscribeToAll());
    await subject.client.setStreamMetadata('$all', {});
    await expect(firstOf(clerk.subscribeToAll())).rejects.toMatchObject(DENIED);
  });

  test('who loses his right to read is told so in the middle of his subscription', async () => {
    const name = await written({ readRoles: CLERK.username });
    const subscription = clerk.subscribeToStream(name);
    const error = once(subscription, 'error');
    await gather(subscription).count(1);
    await subject.client.setStreamMetadata(name, { acl: { readRoles: [] } });
    expect(await error).toMatchObject(DENIED);
  });

  test('a link to what one may not read shows like one to what is gone', async () => {
    const secret = await written({ readRoles: [] });
    const links = subject.stream();
    const link = {
      ...subject.event(0),
      type: '$>',
      contentType: 'application/octet-stream',
      data: Buffer.from(`0@${secret}`),
    };
    await subject.append(links, ANY, [link as never]);
    const [asClerk] = await all(clerk.readStream(links, { resolveLinkTos: true }));
    expect([asClerk!.event, asClerk!.link?.streamId]).toEqual([undefined, links]);
    const [asAdmin] = await all(subject.client.readStream(links, { resolveLinkTos: true }));
    expect(asAdmin!.event).toMatchObject({ streamId: secret });
  });

  test('nobody writes to $all or deletes it, not even an administrator', async () => {
    for (const deed of ['batch', 'classic', 'delete', 'tombstone'] as const) {
      expect(await failureOf(deeds(subject.client, '$all', ADMIN)[deed]())).toMatchObject(DENIED);
    }
  });

  test('a stream that a stranger finds closed tells nothing of whether it exists', async () => {
    const name = await written({ readRoles: [], writeRoles: [] });
    for (const expected of [NO_STREAM, STREAM_EXISTS, 0n, 7n] as const) {
      const append = clerk.appendToStream(name, [subject.event(1)], {
        expectedRevision: expected,
        ...{ streamState: expected },
      });
      expect(await failureOf(append)).toMatchObject(DENIED);
    }
  });
}

function firstOf(subscription: ReturnType<EventStoreDBClient['subscribeToAll' | 'subscribeToStream']>) {
  return new Promise<void>((resolve, reject) => {
    subscription.on('error', reject);
    subscription.on('data', () => {
      void subscription.unsubscribe().then(() => resolve());
    });
  });
}
