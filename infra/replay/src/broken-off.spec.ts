import { bareEnvironment } from '@proximidad/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, 'main.ts');
const USER = 'commander-09';
const frame = {
  ...{ asOf: '2026-11-14T08:00:00.000-06:00', position: 'p1.first', stateHash: null, servicesDown: [] },
  ...{ truncated: false, reporting: true, openIncidents: [], units: [] },
};
const refusal = { message: 'No más.', extensions: { code: 'FORBIDDEN' } };

/** Gives a token, the first page of a replay, and nothing after it. */
const answers = createServer((request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => (body += String(part)));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/token')
      return void response.end(JSON.stringify({ access_token: 'token', expires_in: 3_600 }));
    const { after } = (JSON.parse(body) as { variables: { after: string | null } }).variables;
    const replayFrames = {
      edges: [{ node: frame }],
      pageInfo: { hasNextPage: true, endCursor: frame.position },
    };
    response.end(JSON.stringify(after === null ? { data: { replayFrames } } : { errors: [refusal] }));
  });
});

test('a replay that cannot go on says why, and how to go on from the last frame that was shown', async () => {
  const data = mkdtempSync(join(tmpdir(), 'proximidad-replay-'));
  mkdirSync(join(data, 'keys'));
  writeFileSync(join(data, 'keys/development-users.json'), JSON.stringify({ [USER]: 'secret' }));
  answers.listen(0, '127.0.0.1');
  await once(answers, 'listening');
  const { port } = answers.address() as AddressInfo;
  try {
    const replay = spawn(process.execPath, [MAIN, '--entity', '09', '--from', 'p1.from', '--speed', 'max'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...{ ...bareEnvironment(), PROXIMIDAD_DATA: data, PROXIMIDAD_PORT: String(port) },
        OIDC_ISSUER: `http://127.0.0.1:${port}`,
      },
    });
    let told = '';
    replay.stderr.on('data', (part: Buffer) => (told += String(part)));
    const [code] = await once(replay, 'close');
    expect([code, told]).toEqual([
      1,
      expect.stringMatching(
        /^Interrumpido: 1 cuadros\.\nPara seguir:\n.*npm run replay -- .*--resume p1\.first .*\nLa plataforma no lo admitió \(FORBIDDEN\): No más\.\n$/,
      ),
    ]);
  } finally {
    answers.close();
    rmSync(data, { recursive: true });
  }
});
