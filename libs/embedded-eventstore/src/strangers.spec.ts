import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { until } from '@proximidad/testing/waiting';
import { hashPassword } from './access/users.ts';
import { type EmbeddedStore, startEmbeddedStore } from './index.ts';
import { type TestCertificates, testCertificates } from './testing/certificates.ts';
import { Requests, STREAMS } from './testing/raw-requests.ts';
import { bytesField, emptyField, uintField } from './wire/protobuf.ts';

const CONNECTIONS = 21;
const CALLS_OF_CONNECTION = 100;
const PASSWORD = 'of the admin';
const basic = (password: string) => `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
/** One event, from the beginning of the log on. */
const READ = Requests.frame(bytesField(1, bytesField(2, emptyField(2)), uintField(5, 1)));

let certificates: TestCertificates;
let store: EmbeddedStore;
const sessions: ClientHttp2Session[] = [];
beforeAll(async () => {
  certificates = testCertificates();
  const admin = { login: 'admin', groups: ['$admins'], passwordHash: hashPassword(PASSWORD) };
  const secure = { certificate: certificates.certificate, users: [admin] };
  store = await startEmbeddedStore({ data: ':memory:', port: 0, secure });
});
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
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

/** Calls that are begun and never say what they want; resolves with the status of each that is answered. */
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

test('who does not say who he is says what he wants within 10 s', async () => {
  const { statuses } = begun({});
  await until(() => statuses.filter((status) => status === '4').length === 200);
});
