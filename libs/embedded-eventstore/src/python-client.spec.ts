import { type AddressInfo, createServer } from 'node:net';
import { type EmbeddedStore, hashPassword, startEmbeddedStore } from './index.ts';
import { type TestCertificates, testCertificates } from './testing/certificates.ts';
import { pythonCases, pythonWithClient, runPythonCases } from './testing/python-client.ts';

const START_TIMEOUT_MS = 600_000;
const PASSWORD = 'python-password';

const python = await pythonWithClient();

if ('missing' in python) {
  // oxlint-disable-next-line jest/no-disabled-tests -- with its reason, and the full run counts it as a failure
  test.skip(`through kurrentdbclient: ${python.missing}`, () => undefined);
} else {
  describe.each(['insecure', 'tls'] as const)('through kurrentdbclient, %s', (transport) => {
    const bugs: unknown[] = [];
    let certificates: TestCertificates | undefined;
    let store: EmbeddedStore;
    let problems: ReadonlyMap<string, string | null>;
    beforeAll(async () => {
      certificates = transport === 'tls' ? testCertificates() : undefined;
      store = await start(certificates, bugs);
      const address = (login: string) =>
        certificates
          ? `esdb://${login}:${PASSWORD}@localhost:${store.port}?Tls=true&TlsCaFile=${certificates.caFile}`
          : store.url;
      const guest = certificates ? address('clerk') : '-';
      const args = [address('admin'), guest, String(await unusedPort())];
      problems = await runPythonCases(python.executable, args);
    }, START_TIMEOUT_MS);
    afterAll(async () => {
      await store.close();
      certificates?.remove();
      expect(bugs).toEqual([]);
    });

    test.each(pythonCases(transport === 'tls'))('%s', (sentence) => {
      expect(problems.get(sentence)).toBeNull();
    });
  });
}

function start(certificates: TestCertificates | undefined, bugs: unknown[]): Promise<EmbeddedStore> {
  const user = (login: string) => ({ login, groups: [], passwordHash: hashPassword(PASSWORD) });
  return startEmbeddedStore({
    data: ':memory:',
    port: 0,
    onBug: (error) => bugs.push(error),
    ...(certificates && {
      secure: { certificate: certificates.certificate, users: [user('admin'), user('clerk')] },
    }),
  });
}

async function unusedPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
