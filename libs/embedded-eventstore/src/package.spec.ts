import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const COMMAND = 'embedded-eventstore';
const PACK = join(import.meta.dirname, '..', 'pack.mjs');
const TYPES = dirname(dirname(createRequire(import.meta.url).resolve('@types/node/package.json')));
const TSC = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };

let home: string;
let server: ChildProcess | undefined;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'proximidad-package-'));
});
afterEach(() => {
  server?.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: home,
    env: environment,
    encoding: 'utf8',
  });
  expect([command, args[0], status, stderr]).toEqual([command, args[0], 0, '']);
  return stdout.trim();
}

test('packed, and installed into an empty folder, it serves by its own command, and its types hold', async () => {
  const tarball = run(process.execPath, PACK, home);
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  run('npm', 'install', '--offline', '--loglevel=error', tarball);

  // Not through npx: when npx is killed, its child lives on.
  server = spawn(join(home, 'node_modules/.bin', COMMAND), ['serve', '--data', 'log', '--port', '0'], {
    ...{ cwd: home, env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  const ended = new Promise((resolve) => server!.once('exit', resolve));
  let url = '';
  for await (const line of createInterface({ input: server.stdout! })) {
    ({ url } = JSON.parse(line) as { url: string });
    break;
  }
  const client = EventStoreDBClient.connectionString(url);
  await client.appendToStream('beat_09-1', jsonEvent({ type: 'BeatDesigned', data: {} }));
  await client.dispose();
  server.kill('SIGTERM');
  await ended;
  expect(run('npx', '--no-install', COMMAND, 'verify', '--data', 'log')).toMatch(
    /\n2 streams, 2 events, 0 findings/,
  );

  const use = `import { startEmbeddedStore, type EmbeddedStore } from '@proximidad/embedded-eventstore';
    const store: EmbeddedStore = await startEmbeddedStore({ data: ':memory:', port: 0 });
    const port: number = store.port;
    await store.close();
    export { port };`;
  writeFileSync(join(home, 'use.ts'), use);
  // Without a browser's names, which a store does not have either, the compiler has half as much to check.
  const language = ['--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024'];
  const options = [...language, '--types', 'node', '--typeRoots', TYPES];
  expect(run(process.execPath, TSC, '--noEmit', '--strict', ...options, 'use.ts')).toBe('');
});
