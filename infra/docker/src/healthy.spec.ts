import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../healthy.mjs', import.meta.url));
const TOKEN = 'a'.repeat(32);
const folder = mkdtempSync(join(tmpdir(), 'proximidad-healthy-'));
const file = join(folder, 'operations-token');
writeFileSync(file, `${TOKEN}\n`);
/** Answers as the gateway does where operators must present a token: without one, there is nothing. */
const server = createServer(({ headers }, response) => {
  response.statusCode = headers.authorization === `Bearer ${TOKEN}` ? 200 : 404;
  response.end();
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function healthy(env: Readonly<Record<string, string>>): Promise<boolean> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    const args = [PROGRAM, `http://127.0.0.1:${port}/health/ready`];
    execFile(process.execPath, args, { env }, (error) => resolve(error === null));
  });
}

test('L2: a container that operators show a token shows it to itself', async () => {
  expect(await healthy({ OPERATIONS_TOKEN_FILE: file })).toBe(true);
  expect(await healthy({})).toBe(false);
  expect(await healthy({ OPERATIONS_TOKEN_FILE: join(folder, 'nowhere') })).toBe(false);
});
