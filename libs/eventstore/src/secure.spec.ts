import { AccessDeniedError } from '@eventstore/db-client';
import { type EmbeddedStore, hashPassword, startEmbeddedStore } from '@proximidad/embedded-eventstore';
import {
  type TestCertificates,
  testCertificates,
} from '@proximidad/embedded-eventstore/testing/certificates';
import { StoreUnavailable } from '@proximidad/eventsourcing';
import { eventLogContract, eventNumbered, follow } from '@proximidad/testing';
import { randomUUID } from 'node:crypto';
import { connect } from './index.ts';

const IMPATIENT = { callDeadlineMs: 500, totalDeadlineMs: 1_000 };
const PASSWORD = 'p/a:s@s word';

let certificates: TestCertificates;
beforeAll(() => {
  certificates = testCertificates();
});
afterAll(() => certificates.remove());

function start(): Promise<EmbeddedStore> {
  const user = (login: string, ...groups: string[]) => ({
    login,
    groups,
    passwordHash: hashPassword(PASSWORD),
  });
  return startEmbeddedStore({
    data: ':memory:',
    port: 0,
    secure: { certificate: certificates.certificate, users: [user('platform', '$admins'), user('guest')] },
  });
}

function address(port: number, login: string, password = PASSWORD, caFile = certificates.caFile): string {
  const credentials = `${login}:${encodeURIComponent(password)}`;
  return `esdb://${credentials}@localhost:${port}?tls=true&tlsCaFile=${encodeURIComponent(caFile)}`;
}

describe('the event log over TLS, with a password', () => {
  eventLogContract(async () => {
    const store = await start();
    return { url: address(store.port, 'platform'), close: () => store.close() };
  });
});

describe('over TLS', () => {
  let store: EmbeddedStore;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store.close());
  const stream = () => `incident_09-${randomUUID()}`;

  test('a wrong password is refused at once, not tried again', async () => {
    // If it were tried again, there would be no answer for an hour.
    const patient = { ...IMPATIENT, totalDeadlineMs: 3_600_000 };
    const log = connect(address(store.port, 'platform', 'guessed'), patient);
    await expect(log.append(stream(), -1, [eventNumbered(0)], null)).rejects.toBeInstanceOf(
      AccessDeniedError,
    );
    await expect(log.read(stream())).rejects.toBeInstanceOf(AccessDeniedError);
    await log.close();
  });

  test('who may not read the whole log may still append and read streams', async () => {
    const log = connect(address(store.port, 'guest'), { totalDeadlineMs: 120_000 });
    const name = stream();
    await log.append(name, -1, [eventNumbered(0)], null);
    expect((await log.read(name)).revision).toBe(0);
    await expect(log.head()).rejects.toBeInstanceOf(AccessDeniedError);
    await log.close();
  });

  test('a server whose certificate the authority did not sign is not spoken to', async () => {
    const stranger = testCertificates();
    const log = connect(address(store.port, 'platform', PASSWORD, stranger.caFile), IMPATIENT);
    await expect(log.append(stream(), -1, [eventNumbered(0)], null)).rejects.toBeInstanceOf(StoreUnavailable);
    await log.close();
    stranger.remove();
  });

  test('a subscription goes on where the certificate is renewed', async () => {
    const log = connect(address(store.port, 'platform'));
    const name = stream();
    const items = follow(log, { after: undefined, only: { prefixes: [name] } });
    await items.until((seen) => seen.some(({ kind }) => kind === 'caughtUp'));
    const user = { login: 'platform', groups: ['$admins'], passwordHash: hashPassword(PASSWORD) };
    store.renew({ certificate: certificates.certificate, users: [user] });
    await log.append(name, -1, [eventNumbered(0)], null);
    await items.until((seen) => seen.some(({ kind }) => kind === 'event'));
    await items.stop();
    await log.close();
  });
});
