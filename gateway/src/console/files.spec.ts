import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleRoute } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'console-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>console</title>');
writeFileSync(join(folder, 'assets/index-abc.js'), 'plain');
writeFileSync(join(folder, 'assets/index-abc.js.gz'), 'zipped');
writeFileSync(join(folder, 'assets/index-abc.js.br'), 'brotli');
afterAll(() => rmSync(folder, { recursive: true }));

const settings = { issuer: 'https://id.example.org/realm', consoleClient: 'consola' };
const route = consoleRoute({ ...settings, folder });
const get = async (path: string, headers: Record<string, string> = {}, method = 'GET', to = route) => {
  const request = { method, headers } as unknown as IncomingMessage;
  const { status, headers: executed = {}, body, said } = await to(request, new URL(path, 'http://gateway'));
  return { status, headers: executed, body: String(body), said };
};

test('each room that the page has is found by its address', async () => {
  const app = readFileSync(new URL('../../console/src/app.tsx', import.meta.url), 'utf8');
  const rooms = new Set([...app.matchAll(/<Route path="(\/\w*)/g)].map(([, room]) => room!));
  expect(rooms.size).toBeGreaterThan(5);
  for (const room of rooms) expect([room, (await get(room)).status]).toEqual([room, 200]);
});

test('every room is the same page, kept by nobody, and loads nothing from elsewhere', async () => {
  for (const path of ['/', '/sala/09', '/sala/09/repeticion?pos=p1.x', '/entrar?code=x']) {
    const { status, headers, body } = await get(path);
    expect([status, body]).toEqual([200, expect.stringContaining('<title>console')]);
    expect(headers['cache-control']).toBeUndefined();
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("connect-src 'self' https://id.example.org;");
    expect(policy).not.toContain('unsafe');
  }
});

test('files are kept for ever under their names and sent as small as the browser takes them', async () => {
  const path = '/assets/index-abc.js';
  const br = await get(path, { 'accept-encoding': 'gzip, deflate, br' });
  expect(br).toMatchObject({
    body: 'brotli',
    headers: { 'content-encoding': 'br', vary: 'accept-encoding' },
  });
  expect(br.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(br.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect((await get(path, { 'accept-encoding': 'gzip' })).body).toBe('zipped');
  expect(await get(path)).toMatchObject({ body: 'plain' });
});

test('what is neither a room nor a file is not found, and nothing outside the folder is', async () => {
  for (const path of [
    '/nothing',
    '/assets/index-xyz.js',
    '/..%2fpackage.json',
    '/graphql2',
    '/index.html.br',
  ])
    expect((await get(path)).status).toBe(404);
  expect((await get('/', {}, 'POST')).status).toBe(405);
});

test('whoever mistypes an address in a browser is shown the page, which leads to the rooms', async () => {
  const { status, body } = await get('/repeticion/09', { accept: 'text/html,application/xhtml+xml' });
  expect([status, body]).toEqual([404, expect.stringContaining('<title>console')]);
});

test('the page learns from whom to get tokens, as whom, and what each role may declare', async () => {
  const { body } = await get('/console.json');
  expect(JSON.parse(body)).toMatchObject({
    issuer: settings.issuer,
    clientId: 'consola',
    purposes: { operator: ['DISPATCH', 'PATROL', 'FOLLOW_UP'] },
    stepUp: { acrValues: expect.arrayContaining(['phr']) as string[], maxAge: 1_800 },
  });
});

test('a gateway whose console was not built says how to build it', async () => {
  const bare = consoleRoute({ ...settings, folder: join(folder, 'none') });
  expect(await get('/sala/09', {}, 'GET', bare)).toMatchObject({
    status: 503,
    said: { es: expect.stringContaining('npm start'), en: expect.stringContaining('npm start') },
  });
});
