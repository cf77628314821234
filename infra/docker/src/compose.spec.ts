import { folderOf, localAddress, portOf, SERVICES, SUBGRAPHS, urlSettingOf } from '@proximidad/topology';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type ComposeService, readComposeFile, root } from './compose-file.ts';
import { ensureSecrets } from './site-secrets.ts';

const text = (path: string) => readFileSync(join(root, path), 'utf8');
const { services, networks, volumes, secrets } = readComposeFile();
const folders: readonly string[] = SERVICES;
/** Settings that only a broker in a container has: how it is reached, over TLS and with a password. */
const PROTECTING = /^(ssl|sasl|listener)\.|^inter\.broker\./;
const all = Object.entries(services);
const kurrentdb = all.filter(([name]) => name.startsWith('kurrentdb-'));
const kafka = all.filter(([name]) => name.startsWith('kafka-'));
const ours = all.filter((one) => !kurrentdb.includes(one));
/** Services that run until they are stopped; the others run one command. */
const longRunning = all.filter(([, { profiles }]) => !profiles.includes('operations'));
const inProfile = (profile: string) =>
  all.filter(([, { profiles }]) => profiles.includes(profile)).map(([name]) => name);

/** Where each process of ours reads its settings. */
const SERVICE_SETTINGS = ['config', 'store-address', 'kafka-address'].map(
  (name) => `libs/service/src/${name}.ts`,
);
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  gateway: ['gateway/src/config.ts', 'libs/service/src/store-address.ts'],
  identity: ['infra/identity/src/config.ts'],
  store: ['libs/embedded-eventstore/src/config.ts'],
  vault: ['libs/vault/src/config.ts'],
  operations: ['infra/operations/src/config.ts', 'libs/service/src/store-address.ts'],
  ...Object.fromEntries(folders.map((name) => [name, SERVICE_SETTINGS])),
  ...Object.fromEntries(kafka.map(([name]) => [name, ['infra/docker/kafka/start.sh']])),
};
/** From KurrentDB's configuration reference; its image cannot be had here, so the names are checked against these. */
const KURRENTDB_SETTINGS = [
  ...['CLUSTER_SIZE', 'DISCOVER_VIA_DNS', 'GOSSIP_SEED', 'NODE_IP', 'REPLICATION_IP'],
  ...['ADVERTISE_HOST_TO_CLIENT_AS', 'CERTIFICATE_FILE', 'CERTIFICATE_PRIVATE_KEY_FILE'],
  ...['TRUSTED_ROOT_CERTIFICATES_PATH', 'DEFAULT_ADMIN_PASSWORD', 'DEFAULT_OPS_PASSWORD', 'TELEMETRY_OPTOUT'],
].map((name) => `KURRENTDB_${name}`);

describe('the profiles', () => {
  test('single is one store, one broker, one vault, every service and the gateway; a trial has the development provider', () => {
    expect(inProfile('trial')).toEqual(['identity']);
    const expected = ['gateway', 'vault', ...folders, 'store', 'kafka-1'];
    expect(inProfile('single').toSorted()).toEqual(expected.toSorted());
  });

  test('cluster is three of each, one vault, every service and the gateway, and no development provider', () => {
    const three = [1, 2, 3].flatMap((n) => [`kafka-${n}`, `kurrentdb-${n}`]);
    expect(inProfile('cluster').toSorted()).toEqual(['gateway', 'vault', ...folders, ...three].toSorted());
  });

  test('every container is in a profile: `up` without one starts nothing by accident', () => {
    expect(all.filter(([, { profiles }]) => profiles.length === 0)).toEqual([]);
  });
});

describe('every image', () => {
  test.each(all)('of %s is pinned by version', (_, { image }) => {
    expect(image).toMatch(/^[\w./-]+:\d+\.\d+\.\d+[\w.-]*$/);
  });

  test.each(ours)(
    'of %s is one that images.sh makes, in the version of this repository',
    (name, { image }) => {
      const { version } = JSON.parse(text('package.json')) as { version: string };
      const kafkaVersion = /kafka_2\.13<\/artifactId>\s*<version>([^<]+)/.exec(
        text('infra/kafka/pom.xml'),
      )?.[1];
      expect(image).toBe(
        name.startsWith('kafka-') ? `proximidad/kafka:${kafkaVersion}` : `proximidad/${name}:${version}`,
      );
    },
  );

  test('has the port, the folder and the entry of the topology', () => {
    expect(readdirSync(join(root, 'services')).toSorted()).toEqual(SUBGRAPHS.map(({ name }) => name));
    for (const name of [...SERVICES, 'gateway', 'identity', 'vault'] as const) {
      expect(existsSync(join(root, folderOf(name), 'src/main.ts'))).toBe(true);
      expect(services[name]!.healthcheck!.test.at(-1)).toBe(`${localAddress(name)}/health/ready`);
    }
    for (const name of SERVICES) {
      expect(services[name]!.environment['VAULT_URL']).toBe(`http://vault:${portOf('vault')}`);
      expect(services['gateway']!.environment[urlSettingOf(name)]).toBe(`http://${name}:${portOf(name)}`);
    }
  });
});

describe('every setting', () => {
  test.each(ours)('of %s is one that the process reads', (name, { environment }) => {
    const sources = [
      ...SETTINGS[name]!.map(text),
      ...(name === 'gateway' ? SERVICES.map(urlSettingOf) : []),
    ].join('\n');
    // A setting is known when a source of the process names it.
    const known = (setting: string) => new RegExp(`\\b${setting}\\b`).test(sources);
    expect(Object.keys(environment).filter((setting) => !known(setting))).toEqual([]);
  });

  test.each(kurrentdb)('of %s is one of KurrentDB', (name, { environment }) => {
    expect(Object.keys(environment).toSorted()).toEqual(KURRENTDB_SETTINGS.toSorted());
    const others = kurrentdb.map(([other]) => other).filter((other) => other !== name);
    expect(environment['KURRENTDB_GOSSIP_SEED']).toBe(others.map((other) => `${other}:2113`).join(','));
    expect(environment['KURRENTDB_ADVERTISE_HOST_TO_CLIENT_AS']).toBe(name);
  });

  test('of a container is no secret and no address with a password', () => {
    for (const [, { environment }] of all) {
      for (const [name, value] of Object.entries(environment)) {
        expect(`${name}=${value}`).not.toMatch(/:\/\/[^/]*@|(PASSWORD|SECRET|TOKEN)=./);
      }
    }
  });

  test('of the store is an option of its command line', () => {
    const options = services['store']!.command.filter((word) => word.startsWith('--'));
    const help = text('libs/embedded-eventstore/src/main.ts');
    for (const option of options) expect(help).toContain(option.split('=')[0]);
  });

  test('of a broker is the same as without a container', () => {
    const names = (source: string, pattern: RegExp) =>
      [...source.matchAll(pattern)].map(([, name]) => name!).toSorted();
    const inContainer = names(text('infra/docker/kafka/start.sh'), /^([a-z][a-z.]+[a-z])=/gm);
    const without = names(text('infra/kafka/src/properties.ts'), /^ {4}'?([a-z][a-z.]+[a-z])'?: /gm);
    const settings = inContainer.filter((name) => name.includes('.') || name === 'listeners');
    expect(settings.filter((name) => !PROTECTING.test(name))).toEqual(without);
    expect(inContainer.some((name) => PROTECTING.test(name))).toBe(true);
  });
});

describe('every container', () => {
  test.each(all)('%s has no rights beyond its own and bounds on what it takes', (_, service) => {
    expect(service).toMatchObject({ privileged: false, cap_drop: ['ALL'], cap_add: [] });
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(service.cpus).toBeGreaterThan(0);
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.pids_limit).toBeGreaterThan(0);
    expect(service.logging?.options).toEqual({
      'max-size': expect.any(String),
      'max-file': expect.any(String),
    });
  });

  test.each(longRunning)(
    '%s comes back by itself and is asked after its health',
    (_, { restart, healthcheck }) => {
      expect(restart).toBe('unless-stopped');
      expect(healthcheck?.test[0]).toBe('CMD');
    },
  );

  test.each(ours)(
    '%s writes to its volume and to bounded memory alone',
    (name, { read_only, tmpfs, volumes: own }) => {
      expect(read_only).toBe(true);
      expect(tmpfs).toEqual([expect.stringMatching(/^\/tmp:size=\d+m,/)]);
      expect(own).toEqual(longRunning.some(([one]) => one === name) ? [`${name}:/data`] : []);
    },
  );

  test.each(all)('%s names only volumes, networks and secrets that there are', (_, service) => {
    for (const volume of service.volumes) expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
    for (const network of service.networks) expect(Object.keys(networks)).toContain(network);
    for (const { source } of service.secrets) expect(Object.keys(secrets)).toContain(source);
  });

  test.each(all)(
    '%s is given every file that its settings name',
    (_, { environment, command, secrets: given }) => {
      const named = [...Object.values(environment), ...command].flatMap((value) =>
        [...value.matchAll(/\/run\/secrets\/([\w./-]+)/g)].map(([, path]) => path!),
      );
      const targets = given.map(({ target }) => target);
      for (const path of named) {
        expect(targets.some((target) => target === path || dirname(target) === path)).toBe(true);
      }
    },
  );
});

describe('from outside', () => {
  test('the gateway alone is reached, on loopback', () => {
    const published = all.filter(([, { ports }]) => ports.length > 0);
    expect(published.map(([name]) => name)).toEqual(['gateway']);
    expect(services['gateway']!.ports).toEqual([
      `127.0.0.1:${portOf('gateway')}:${portOf('gateway')}`,
      `127.0.0.1:${portOf('identity')}:${portOf('identity')}`,
    ]);
    const open = Object.keys(networks).filter((name) => !networks[name]!.internal);
    expect(open).toEqual(['outside']);
    expect(all.filter(([, one]) => one.networks.includes('outside')).map(([name]) => name)).toEqual([
      'gateway',
    ]);
  });

  test('the development provider is reached through the namespace of the gateway, and is for development', () => {
    const trial = Object.fromEntries(
      [...text('infra/docker/trial.env').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [
        name!,
        value!,
      ]),
    );
    const { gateway, identity: provider } = readComposeFile(trial).services;
    const identity: ComposeService = provider!;
    expect(identity).toMatchObject({ profiles: ['trial'], network_mode: 'service:gateway', networks: [] });
    expect(identity.environment['PROXIMIDAD_MODE']).toBe('development');
    expect(gateway!.environment).toMatchObject({
      PROXIMIDAD_MODE: 'development',
      OIDC_ISSUER: localAddress('identity'),
    });
  });

  test('M13: without being told otherwise it is production, with a provider that somebody names', () => {
    expect(services['gateway']!.environment).toMatchObject({
      PROXIMIDAD_MODE: 'production',
      OIDC_ISSUER: '',
    });
  });

  test('only who speaks to the record, the bus or the vault is in its network', () => {
    const members = (network: string) =>
      all.filter(([, one]) => one.networks.includes(network)).map(([name]) => name);
    const stores = ['store', ...kurrentdb.map(([name]) => name)];
    expect(members('record').toSorted()).toEqual(['gateway', 'operations', ...folders, ...stores].toSorted());
    expect(members('bus').toSorted()).toEqual([...folders, ...kafka.map(([name]) => name)].toSorted());
    expect(members('keys').toSorted()).toEqual(['vault', ...folders].toSorted());
    expect(services['vault']!.networks).toEqual(['keys']);
  });
});

describe('what images.sh makes for a site', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proximidad-secrets-'));
  const made: string[] = [];
  let environment: Readonly<Record<string, string>>;
  beforeAll(async () => {
    made.push(...(await ensureSecrets(folder)));
    const lines = readFileSync(join(folder, 'cluster.env'), 'utf8').trim().split('\n');
    environment = Object.fromEntries(lines.map((line) => line.split('=', 2) as [string, string]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(['single', 'cluster'])('is every secret of the profile %s', (profile) => {
    const variables = profile === 'cluster' ? environment : {};
    const { secrets: declared, services: read } = readComposeFile(variables);
    const wanted = inProfile(profile).flatMap((name) => read[name]!.secrets.map(({ source }) => source));
    for (const name of wanted) expect(made).toContain(basename(declared[name]!.file));
  });

  test('is an address of the store that is in the profile, over TLS, with a password', () => {
    const hosts = (name: string) => {
      const address = readFileSync(join(folder, name), 'utf8');
      const [, list] = /^esdb:\/\/\w+:[\w-]{32}@([^?]+)\?tls=true&tlsCAFile=\/run\/secrets\/ca.crt\n$/.exec(
        address,
      )!;
      return list!.split(',');
    };
    for (const login of ['nation', 'operator', ...folders]) {
      expect(hosts(`store-url.single.${login}`)).toEqual(['store:2113']);
      expect(hosts(`store-url.cluster.${login}`)).toEqual(kurrentdb.map(([name]) => `${name}:2113`));
    }
  });

  test('tells a cluster its brokers, its voters and how many copies there are', () => {
    const cluster = readComposeFile(environment).services;
    const names = kafka.map(([name]) => name);
    expect(cluster['beats']!.environment['KAFKA_BROKERS']).toBe(
      names.map((name) => `${name}:9092`).join(','),
    );
    for (const [index, name] of names.entries()) {
      expect(cluster[name]!.environment).toMatchObject({
        KAFKA_NODE_ID: String(index + 1),
        KAFKA_HOST: name,
        KAFKA_VOTERS: names.map((one, n) => `${n + 1}@${one}:9093`).join(','),
        ...{ KAFKA_REPLICAS: '3', KAFKA_IN_SYNC: '2' },
      });
    }
    const password = cluster['kurrentdb-1']!.environment['KURRENTDB_DEFAULT_ADMIN_PASSWORD'];
    expect(readFileSync(join(folder, 'store-url.cluster.beats'), 'utf8')).toContain(`admin:${password}@`);
  });
});
