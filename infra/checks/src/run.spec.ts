import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUN = join(import.meta.dirname, '../../run.mjs');
const TIMEOUT_MS = 150_000;
const folder = mkdtempSync(join(tmpdir(), 'proximidad-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** How a program ends that is run as all commands are, and what a shell does after it on the same pipes. */
function ended(program: string, after = '', env = process.env) {
  const entry = join(folder, 'program.mjs');
  writeFileSync(entry, program);
  const script = `"$0" "$1" "$2"; code=$?; ${after}\nexit $code`;
  const args = ['-c', script, process.execPath, RUN, entry];
  return spawnSync('sh', args, { cwd: folder, encoding: 'utf8', timeout: TIMEOUT_MS, env });
}

/** A thread of Node's opens a file that nobody writes to, and never comes back: so does one that hangs in V8 (nodejs/node#54918). */
const WAITS = `import { execFileSync } from 'node:child_process';
import { open, rmSync } from 'node:fs';
rmSync('nobody-writes', { force: true });
execFileSync('mkfifo', ['nobody-writes']);
open('nobody-writes', 'r', () => undefined);
setTimeout(() => {
  process.stdout.write('all\\n');
  process.exit(3);
}, 100);`;

test('a program that has said all ends with its code, whatever its threads still wait for', () => {
  expect(ended(WAITS)).toMatchObject({ status: 3, stdout: 'all\n', stderr: '' });
});

test('a program that ends by a fault says which', () => {
  const { status, stderr } = ended('process.stdout.write("some"); throw new RangeError("beyond");');
  expect([status, stderr]).toEqual([1, expect.stringContaining('RangeError: beyond')]);
});

test('whoever writes to the same pipe afterwards may wait for its reader', () => {
  const { stdout } = ended('process.stdout.write("first\\n");', 'grep flags /proc/self/fdinfo/1');
  expect(stdout).toMatch(/^first\nflags:\s+0*[12]\n$/);
});

test('where the network has a proxy, what runs here is reached without it', () => {
  const proxy = 'http://127.0.0.1:9';
  const env = { ...process.env, http_proxy: proxy, NODE_USE_ENV_PROXY: '1', NO_PROXY: 'intranet.example' };
  const program = `import { createServer, get } from 'node:http';
    const server = createServer((_, response) => response.end('reached')).listen(0, '127.0.0.1', async () => {
      const url = 'http://127.0.0.1:' + server.address().port;
      const fetched = await (await fetch(url)).text();
      get(url, { agent: false }, (response) => process.stdout.write(fetched + ' ' + response.statusCode, () => process.exit()));
    });`;
  expect(ended(program, '', env)).toMatchObject({ status: 0, stdout: 'reached 200' });
});

test.each([
  ['foo', "Unexpected argument 'foo'."],
  ['docs', "Unexpected argument 'docs'."],
  ['--foo', "Unknown option '--foo'."],
])('setup says of %s in one line that it takes none', (argument, said) => {
  const args = [RUN, argument];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: TIMEOUT_MS });
  expect([status, stderr]).toEqual([1, `${said} See npm run setup -- --help.\n`]);
});

test('under an older Node, where the own one was left out, it says how to get one', () => {
  const bare = join(folder, 'bare');
  for (const name of ['infra', 'node_modules']) mkdirSync(join(bare, name), { recursive: true });
  copyFileSync(RUN, join(bare, 'infra/run.mjs'));
  for (const name of ['package-lock.json', 'node_modules/.package-lock.json'])
    writeFileSync(join(bare, name), '{"packages":{}}');
  writeFileSync(join(bare, 'program.ts'), '');
  const older =
    'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });';
  const args = [
    '--import',
    `data:text/javascript,${encodeURIComponent(older)}`,
    'infra/run.mjs',
    'program.ts',
  ];
  const { status, stderr } = spawnSync(process.execPath, args, {
    ...{ cwd: bare, encoding: 'utf8', timeout: TIMEOUT_MS },
  });
  expect([status, stderr]).toEqual([
    1,
    'This needs Node 24 or newer, and was started with 20.20.2. Install one, or on Linux the one that the project carries: npm ci --include=optional.\n',
  ]);
});
