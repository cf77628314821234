import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { until } from '@proximidad/testing/waiting';
import { hashPassword } from './access/users.ts';
import { type EmbeddedStore, startEmbeddedStore } from './index.ts';
import { type TestCertificates, testCertificates } from './testing/certificates.ts';
import { Requests, STREAMS } from './testing/raw-requests.ts';
import { bytesField, emptyField, uintField } from './wire/protobuf.ts';

const CONNECTIONS = 21;
const CALLS_OF_CONNECTION = 100;
const SILENT_SESSIONS = 50;
/** As many as there is room for, plus those that displace the silent sessions. */
const SILENT_SOCKETS = 1_000;
const PASSWORD = 'of the admin';
const basic = (password: string) => `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
/** A read of one event, from the start of the log. */
const READ = Requests.frame(bytesField(1, bytesField(2, emptyField(2)), uintField(5, 1)));

let certificates: TestCertificates;
let store: EmbeddedStore;
const sessions: ClientHttp2Session[] = [];
const sockets: Socket[] = [];
beforeAll(async () => {
  certificates = testCertificates();
  const admin = { login: 'admin', groups: ['$admins'], passwordHash: hashPassword(PASSWORD) };
  const secure = { certificate: certificates.certificate, users: [admin] };
  store = await startEmbeddedStore({ data: ':memory:', port: 0, secure });
});
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
  await store.close();
  certificates.remove();
});

function connected(): ClientHttp2Session {
  const session = connect(`https://localhost:${store.port}`, { ca: readFileSync(certificates.caFile) });
  session.on('error', () => undefined);
  sessions.push(session);
  return session;
}

/** Calls that are started and never send a request; collects the status of each that is answered. */
function begun(headers: Readonly<Record<string, string>>): { readonly statuses: string[] } {
  const statuses: string[] = [];
  for (let n = 0; n < CONNECTIONS; n++) {
    const session = connected();
    for (let calls = 0; calls < CALLS_OF_CONNECTION; calls++) {
      const call = session.request({
        ...{ ':method': 'POST', ':path': `${STREAMS}/Append`, 'content-type': 'application/grpc' },
        ...headers,
      });
      call
        .on('error', () => undefined)
        .on('response', (head) => statuses.push(String(head['grpc-status'])))
        .resume();
    }
  }
  return { statuses };
}

test.each([
  ['who does not say who he is', {}, '8', (CONNECTIONS - 2) * CALLS_OF_CONNECTION],
  ['with a wrong password', { authorization: basic('guessed') }, '16', CONNECTIONS * CALLS_OF_CONNECTION],
])('2,100 calls of somebody %s leave room for who is known', async (_who, headers, status, refused) => {
  const admin = new Requests(connected());
  const read = () => admin.call(`${STREAMS}/Read`, READ, { authorization: basic(PASSWORD) });
  expect(await read()).toMatchObject({ status: '0' });
  const { statuses } = begun(headers);
  await until(() => statuses.length >= refused);
  expect(new Set(statuses)).toEqual(new Set([status]));
  expect(await read()).toMatchObject({ status: '0' });
});

test('whoever holds a thousand connections and says nothing on them keeps no user from a new one, nor from his old one', async () => {
  const read = (session: ClientHttp2Session) =>
    new Requests(session).call(`${STREAMS}/Read`, READ, { authorization: basic(PASSWORD) });
  const old = connected();
  expect(await read(old)).toMatchObject({ status: '0' });
  // They would stay for ever, since they answer the checks for whether they are alive.
  const silent = Array.from({ length: SILENT_SESSIONS }, connected);
  await until(() => silent.every(({ connecting }) => !connecting));
  for (let n = 0; n < SILENT_SOCKETS; n++) {
    const socket = connectTcp(store.port, 'localhost').on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
  }
  expect(await read(connected())).toMatchObject({ status: '0' });
  expect(await read(old)).toMatchObject({ status: '0' });
  await until(() => silent.every(({ destroyed }) => destroyed));
});

test('who does not say who he is says what he wants within 10 s', async () => {
  const { statuses } = begun({});
  await until(() => statuses.filter((status) => status === '4').length === 200);
});
