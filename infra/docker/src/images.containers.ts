import { hashPassword } from '@proximidad/embedded-eventstore';
import { connect } from '@proximidad/eventstore';
import { eventLogContract, eventNumbered } from '@proximidad/testing';
import { SERVICES } from '@proximidad/topology';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GenericContainer,
  getContainerRuntimeClient,
  Network,
  type StartedNetwork,
  type StartedTestContainer,
  Wait,
} from 'testcontainers';
import { ensureAuthority, ensureCertificate } from './certificates.ts';
import { type ComposeService, imagesOfProfile, readComposeFile } from './compose-file.ts';
import { ensureSecrets } from './site-secrets.ts';

const START_TIMEOUT_MS = 90_000;
const STORE_PORT = 2113;
/** The user who writes the events of the contract. */
const [CONTRACT, PASSWORD] = ['contract', randomUUID()];
const HEALTH = { interval: 1_000, timeout: 5_000, retries: 60 };
const { services } = readComposeFile();

let folder: string;
let network: StartedNetwork;
let store: StartedTestContainer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-images-'));
  await letEngine();
  await ensureSecrets(folder);
  letContract();
  network = await new Network().start();
  store = await container('store', STORE_PORT).start();
}, START_TIMEOUT_MS);
afterAll(async () => {
  await store?.stop();
  await network?.stop();
  rmSync(folder, { recursive: true, force: true });
}, START_TIMEOUT_MS);

/** What runs in a container itself reaches the store at the address of the engine. */
async function letEngine(): Promise<void> {
  const { info } = await getContainerRuntimeClient();
  await ensureAuthority(folder);
  const hosts = ['store', info.containerRuntime.host];
  await ensureCertificate(folder, { file: 'store', commonName: 'store', hosts });
}

/** The contract writes to streams of its own, which no service may. */
function letContract(): void {
  const file = join(folder, 'store-users.json');
  const { users } = JSON.parse(readFileSync(file, 'utf8')) as { users: object[] };
  const contract = { login: CONTRACT, passwordHash: hashPassword(PASSWORD), groups: ['$admins'] };
  writeFileSync(file, JSON.stringify({ users: [...users, contract] }));
}

/** The image as compose runs it: same user, same rights, same secrets and settings, same health check. */
function container(name: string, port: number): GenericContainer {
  const { image, command, environment, secrets, tmpfs, user, healthcheck }: ComposeService = services[name]!;
  const files = secrets.map(({ source, target }) => {
    const file = source.replace(/^store-url\./, 'store-url.single.');
    return {
      content: readFileSync(join(folder, file), 'utf8'),
      target: `/run/secrets/${target}`,
      mode: 0o444,
    };
  });
  const onStore = environment['BUS'] === undefined ? {} : { BUS: 'eventstore' };
  return new GenericContainer(image)
    .withNetwork(network)
    .withNetworkAliases(name)
    .withCommand(command)
    .withEnvironment({ ...environment, ...onStore })
    .withUser(user!)
    .withTmpFs(Object.fromEntries(tmpfs.map((one) => one.split(/:(.*)/, 2) as [string, string])))
    .withDroppedCapabilities('ALL')
    .withSecurityOpt('no-new-privileges:true')
    .withCopyContentToContainer(files)
    .withExposedPorts(port)
    .withStartupTimeout(START_TIMEOUT_MS)
    .withHealthCheck({ test: healthcheck!.test as ['CMD', ...string[]], ...HEALTH })
    .withWaitStrategy(Wait.forHealthCheck());
}

/** The address of the store from outside its network. */
function address(): string {
  const where = `${store.getHost()}:${store.getMappedPort(STORE_PORT)}`;
  return `esdb://${CONTRACT}:${PASSWORD}@${where}?tls=true&tlsCAFile=${join(folder, 'ca.crt')}`;
}

test.each(imagesOfProfile('single'))(
  '%s holds nothing that its process may not read',
  async (image) => {
    const started = await new GenericContainer(image)
      .withEntrypoint(['sleep'])
      .withCommand(['infinity'])
      .start();
    try {
      const folder = image.includes('/kafka:') ? '/opt/kafka' : '/app';
      const { output, exitCode } = await started.exec([
        'find',
        folder,
        '-not',
        '-type',
        'l',
        '-not',
        '-readable',
      ]);
      expect({ output, exitCode }).toEqual({ output: '', exitCode: 0 });
    } finally {
      await started.stop();
    }
  },
  START_TIMEOUT_MS,
);

describe('the image of the store', () => {
  eventLogContract(() => Promise.resolve({ url: address(), close: () => Promise.resolve() }));

  test(
    'keeps what it acknowledged over a restart of its container',
    async () => {
      const stream = `restart_09-${randomUUID()}`;
      const before = connect(address());
      await before.append(stream, -1, [eventNumbered(1), eventNumbered(2)], null);
      await before.close();
      await store.restart();
      const after = connect(address());
      expect((await after.read(stream)).revision).toBe(1);
      await after.close();
    },
    START_TIMEOUT_MS,
  );

  test('answers nobody who has no password', async () => {
    const nameless = connect(address().replace(/\/\/[^@]+@/, '//'));
    await expect(nameless.read('call_09-none')).rejects.toThrow();
    await nameless.close();
  });
});

describe('the image of a service', () => {
  test.each(SERVICES)(
    '%s is ready on the store, and answers nobody without a passport',
    async (name) => {
      const port = Number(new URL(services[name]!.healthcheck!.test.at(-1)!).port);
      const started = await container(name, port).start();
      try {
        const response = await fetch(`http://${started.getHost()}:${started.getMappedPort(port)}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: '{ __typename }' }),
        });
        expect(await response.text()).toContain('UNAUTHENTICATED');
        const { output } = await started.exec(['sh', '-c', 'id -u; touch /app/written; ls /app/main.ts']);
        for (const said of ['10001\n', "cannot touch '/app/written'", '/app/main.ts\n'])
          expect(output).toContain(said);
      } finally {
        await started.stop();
      }
    },
    START_TIMEOUT_MS,
  );
});
