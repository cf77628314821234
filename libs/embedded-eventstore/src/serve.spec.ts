import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { until } from '@proximidad/testing/waiting';
import { hashPassword, startEmbeddedStore } from './index.ts';
import { type TestCertificates, testCertificates } from './testing/certificates.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const PASSWORD = 'a-secret-of-the-test';
const CHANGED = 'another-secret-of-the-test';
const FLOOD_DEADLINE_MS = 300_000;
/** An idle store holds 30 MB, plus the ids of the latest 50,000 events. */
const FLOOD_HELD_BYTES_MAX = 60_000_000;
interface Stats {
  readonly es: { readonly memory: { readonly heapUsed: number; readonly external: number } };
}

let data: string;
let certificates: TestCertificates;
const children: ChildProcess[] = [];
beforeAll(() => {
  certificates = testCertificates();
});
afterAll(() => certificates.remove());
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'proximidad-serve-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

function store(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  children.push(child);
  return child;
}

const serving = (...more: string[]) => ['serve', '--data', data, '--port', '0', ...more];
const withTls = (...more: string[]) =>
  serving('--tls-cert', certificates.certFile, '--tls-key', certificates.keyFile, ...more);

async function outcome(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = '';
  child.stderr!.on('data', (text: Buffer) => (said += String(text)));
  child.stdout!.on('data', (text: Buffer) => (said += String(text)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

interface Running {
  readonly port: number;
  /** Every line so far. */
  readonly lines: string[];
  until(message: string): Promise<void>;
}

async function running(child: ChildProcess): Promise<Running> {
  const lines: string[] = [];
  const reader: Interface = createInterface({ input: child.stdout! });
  const reading = reader[Symbol.asyncIterator]();
  const until = async (message: string) => {
    for (;;) {
      const { value, done } = (await reading.next()) as IteratorResult<string, undefined>;
      if (done) throw new Error(`the store ended without saying ${message}`);
      lines.push(value);
      if ((JSON.parse(value) as { message: string }).message === message) return;
    }
  };
  await until('ready');
  const { port } = JSON.parse(lines.at(-1)!) as { port: number };
  return { port, lines, until };
}

function client(port: number, password: string, host = '127.0.0.1'): EventStoreDBClient {
  const tls = `tls=true&tlsCaFile=${encodeURIComponent(certificates.caFile)}`;
  return EventStoreDBClient.connectionString(`esdb://admin:${password}@${host}:${port}?${tls}`);
}

const append = (to: EventStoreDBClient) =>
  to.appendToStream('beat_09-1', [jsonEvent({ type: 'BeatDesigned', data: {} })]);

test('a store with TLS takes certificate and users from files, and shows no secret anywhere', async () => {
  const usersFile = join(data, 'users.json');
  writeFileSync(usersFile, JSON.stringify({ users: [{ login: 'admin', password: PASSWORD }] }), {
    mode: 0o600,
  });
  const child = store(withTls('--users-file', usersFile, '--address', '0.0.0.0'));
  const { port, lines } = await running(child);
  const admin = client(port, PASSWORD, 'localhost');
  await append(admin);
  await admin.dispose();
  const commandLine = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
  expect(commandLine).toContain(usersFile);
  expect(commandLine).not.toContain(PASSWORD);
  expect(lines.join('\n')).not.toContain(PASSWORD);
  expect(lines.join('\n')).not.toContain('scrypt$');
});

test('the passwords of admin and ops may stand in the environment, by the real names', async () => {
  const child = store(withTls(), {
    EVENTSTORE_DEFAULT_ADMIN_PASSWORD: PASSWORD,
    EVENTSTORE_DEFAULT_OPS_PASSWORD: CHANGED,
  });
  const { port, lines } = await running(child);
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ users: ['admin', 'ops'] });
  const admin = client(port, PASSWORD);
  await append(admin);
  await admin.dispose();
});

test('one port speaks HTTP/2 and HTTP/1.1, agreed upon in the handshake, and no old TLS', async () => {
  const child = store(withTls(), { EVENTSTORE_DEFAULT_ADMIN_PASSWORD: PASSWORD });
  const { port } = await running(child);
  const agreed = (options: ConnectionOptions) =>
    new Promise<string | false | null>((resolve, reject) => {
      const socket = connectTls(
        { port, host: 'localhost', ca: readFileSync(certificates.caFile), ...options },
        () => {
          resolve(socket.alpnProtocol);
          socket.destroy();
        },
      );
      socket.on('error', reject);
    });
  const oldTls = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  expect(await agreed({ ALPNProtocols: ['h2', 'http/1.1'] })).toBe('h2');
  expect(await agreed({ ALPNProtocols: ['http/1.1'] })).toBe('http/1.1');
  expect(await agreed({})).toBe(false);
  await expect(agreed(oldTls)).rejects.toThrow(/protocol version/);
});

test('SIGHUP takes a renewed certificate and changed users, and keeps the old ones when the new are unfit', async () => {
  const usersFile = join(data, 'users.json');
  const write = (password: string) =>
    writeFileSync(
      usersFile,
      JSON.stringify({ users: [{ login: 'admin', passwordHash: hashPassword(password) }] }),
    );
  write(PASSWORD);
  const child = store(withTls('--users-file', usersFile));
  const { port, until } = await running(child);
  write(CHANGED);
  child.kill('SIGHUP');
  await until('certificate and users renewed');
  const [old, renewed] = [client(port, PASSWORD), client(port, CHANGED)];
  await expect(append(old)).rejects.toMatchObject({ type: 'access-denied' });
  await append(renewed);
  writeFileSync(usersFile, 'nonsense');
  child.kill('SIGHUP');
  await until('certificate and users stay as they were');
  await append(renewed);
  await Promise.all([old.dispose(), renewed.dispose()]);
});

test('five appends of 30,000 tiny events at once are all taken, and what they left is given back', async () => {
  const { port } = await running(store(serving()));
  // While it writes 30,000 messages the client's thread does nothing else: its own look at the connection would come before the answer.
  const flooding = EventStoreDBClient.connectionString(
    `esdb://127.0.0.1:${port}?tls=false&keepAliveInterval=-1`,
  );
  const tiny = () => Array.from({ length: 30_000 }, (_, n) => jsonEvent({ type: 'Tiny', data: { n } }));
  const credentials = { username: 'any', password: 'any' };
  const appends = [1, 2, 3, 4, 5].map((n) =>
    flooding.appendToStream(`tiny_09-${n}`, tiny(), { credentials, deadline: FLOOD_DEADLINE_MS }),
  );
  const outcomes = await Promise.allSettled(appends);
  expect(outcomes.map(({ status }) => status)).toEqual(appends.map(() => 'fulfilled'));
  await flooding.dispose();
  const heldBytes = async () => {
    const stats = (await (await fetch(`http://127.0.0.1:${port}/stats`)).json()) as Stats;
    return stats.es.memory.heapUsed + stats.es.memory.external;
  };
  await until(async () => (await heldBytes()) <= FLOOD_HELD_BYTES_MAX, 'what they left is given back');
});

test.each<[string, () => readonly string[], Readonly<Record<string, string>>, RegExp]>([
  [
    'an address beyond loopback without TLS',
    () => serving('--address', '0.0.0.0'),
    {},
    /0\.0\.0\.0 is not a loopback address/,
  ],
  ['users without TLS', () => serving('--users-file', 'users.json'), {}, /--users-file needs --tls-cert/],
  ['a certificate without its key', () => serving('--tls-cert', 'store.crt'), {}, /belong together/],
  ['TLS without users', () => withTls(), {}, /needs users: give --users-file/],
  [
    'the password of the manual',
    () => withTls(),
    { EVENTSTORE_DEFAULT_ADMIN_PASSWORD: 'changeit' },
    /choose another/,
  ],
  [
    'a certificate that is not there',
    () => serving('--tls-cert', '/nowhere.crt', '--tls-key', certificates.keyFile),
    { EVENTSTORE_DEFAULT_ADMIN_PASSWORD: PASSWORD },
    /\/nowhere\.crt: the certificate cannot be read \(ENOENT\)/,
  ],
  [
    'a key of another certificate',
    () => serving('--tls-cert', certificates.caFile, '--tls-key', certificates.keyFile),
    { EVENTSTORE_DEFAULT_ADMIN_PASSWORD: PASSWORD },
    /certificate and its private key cannot be used: .*key values mismatch/,
  ],
])('%s is refused with one clear line', async (_what, args, env, message) => {
  const { code, said } = await outcome(store(args(), env));
  expect(said).toMatch(message);
  expect(said.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
});

test.each([
  [
    ['verfy'],
    2,
    'there is no command verfy; there are serve, verify, stats, backup, restore, copy, hash-password',
  ],
  [['verify', 'here', '--data', 'x'], 2, 'here is not understood after verify'],
  [['verify', '--data', 'x', '--against', '/nowhere'], 1, '--against /nowhere: cannot be read (ENOENT)'],
])('F12: store %j says what it does not know', async (args, expected, message) => {
  const { code, said } = await outcome(store(args));
  expect([code, said]).toEqual([expected, expect.stringContaining(message)]);
});

test('on a port that is taken no log is begun', async () => {
  const taken = await startEmbeddedStore({ data: ':memory:', port: 0 });
  const fresh = join(data, 'fresh');
  const { code, said } = await outcome(store(['serve', '--data', fresh, '--port', String(taken.port)]));
  await taken.close();
  expect([code, said]).toEqual([1, `127.0.0.1, port ${taken.port} cannot be listened on (EADDRINUSE)\n`]);
  expect(existsSync(fresh)).toBe(false);
});

test('a password is hashed from stdin for the users file', async () => {
  const child = store(['hash-password']);
  const done = outcome(child);
  child.stdin!.end(`${PASSWORD}\n`);
  const { code, said } = await done;
  expect([code, /^scrypt\$\d+\$8\$1\$\S+\$\S+\n$/.test(said)]).toEqual([0, true]);
});

test('within a program, too, a store without TLS stays on this machine', async () => {
  await expect(startEmbeddedStore({ data: ':memory:', port: 0, host: '::' })).rejects.toThrow(
    /not a loopback address/,
  );
  const loopback = await startEmbeddedStore({ data: ':memory:', port: 0, host: '127.0.0.2' });
  expect(loopback.url).toBe(`esdb://127.0.0.2:${loopback.port}?tls=false`);
  await loopback.close();
});
