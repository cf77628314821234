import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICES } from '@proximidad/topology';
import { ensureSecrets } from './site-secrets.ts';

const GROUP_READS = 0o640;
const OWNER_ONLY = 0o600;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-secrets-'));
  await ensureSecrets(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const certificate = (name: string) => new X509Certificate(read(name));

test('each server has a certificate of the site for its own name, for a year and a month', () => {
  const authority = certificate('ca.crt');
  expect(authority.ca).toBe(true);
  for (const name of ['store', 'kurrentdb-1', 'kurrentdb-3', 'kafka-1', 'kafka-3']) {
    const own = certificate(`${name}.crt`);
    expect(own.verify(authority.publicKey)).toBe(true);
    expect([own.ca, own.checkHost(name), own.checkIP('127.0.0.1')]).toEqual([false, name, '127.0.0.1']);
    const days = (own.validToDate.getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(390);
    expect(days).toBeLessThan(398);
  }
  expect(certificate('store.crt').checkHost('kurrentdb-1')).toBeUndefined();
});

test('what a container reads is open to its group, what it does not is open to its owner alone', () => {
  for (const name of readdirSync(folder)) {
    const isOurs = ['ca.key', 'cluster.env'].includes(name);
    expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([
      name,
      isOurs ? OWNER_ONLY : GROUP_READS,
    ]);
  }
});

test('H10: each process is a user of the store by a password that only its address holds, and appends to its own', () => {
  const { users } = JSON.parse(read('store-users.json')) as { users: { login: string; appends: string[] }[] };
  expect(users.map(({ login }) => login).toSorted()).toEqual(['nation', 'operator', ...SERVICES].toSorted());
  for (const user of users) {
    const [, login, password] = /^esdb:\/\/(\w+):([\w-]{32})@/.exec(read(`store-url.single.${user.login}`))!;
    expect(login).toBe(user.login);
    expect(read('store-users.json')).not.toContain(password);
    expect(user).toMatchObject({ passwordHash: expect.stringMatching(/^scrypt\$/) as string });
    expect(user).not.toHaveProperty('groups');
    expect(user.appends.includes('*')).toBe(false);
  }
  const appends = (login: string) => users.find((user) => user.login === login)!.appends;
  expect(appends('beats')).toContain('unitlog_*');
  expect(appends('incidents')).not.toContain('unitlog_*');
});

test('what is there is kept', async () => {
  const before = readdirSync(folder).map(read);
  expect(await ensureSecrets(folder)).toEqual([]);
  expect(readdirSync(folder).map(read)).toEqual(before);
});

test('a certificate that ends within a month is renewed, and one that lasts longer is kept', async () => {
  const lasting = (days: number) => {
    const signing = `openssl x509 -req -days ${days} -CA ca.crt -CAkey ca.key -set_serial 7 -out store.crt`;
    const made = `openssl req -new -key store.key -subj /CN=store | ${signing}`;
    execFileSync('sh', ['-c', made], { cwd: folder, stdio: 'pipe' });
  };
  lasting(31);
  expect(await ensureSecrets(folder)).toEqual([]);
  lasting(29);
  expect(await ensureSecrets(folder)).toEqual(['store.crt', 'store.key']);
});

test('a certificate that is missing or empty is made again, and so are those of an authority that is gone', async () => {
  rmSync(join(folder, 'store.crt'));
  expect(await ensureSecrets(folder)).toEqual(['store.crt', 'store.key']);
  const { ino } = statSync(join(folder, 'store.crt'));
  truncateSync(join(folder, 'store.crt'));
  expect(await ensureSecrets(folder)).toEqual(['store.crt', 'store.key']);
  // Renewed in place: a container is given a file, not a name.
  expect(statSync(join(folder, 'store.crt')).ino).toBe(ino);
  for (const name of ['ca.crt', 'ca.key']) rmSync(join(folder, name));
  const made = await ensureSecrets(folder);
  expect(made.slice(0, 4)).toEqual(['ca.crt', 'ca.key', 'store.crt', 'store.key']);
  expect(made).toHaveLength(16);
  expect(certificate('kurrentdb-3.crt').verify(certificate('ca.crt').publicKey)).toBe(true);
});
