import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { OUTLINES_SIZE_MAX_BYTES } from '@proximidad/geography';
import { outlineRoutes } from './outlines.ts';

let data: string;
beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'site-'))));
afterEach(() => rmSync(data, { recursive: true, force: true }));

async function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  routes = outlineRoutes(data),
) {
  const request = { method, headers } as unknown as IncomingMessage;
  return routes[path]!(request, new URL(path, 'http://gateway'));
}
function lay(of: string, content: string): void {
  mkdirSync(join(data, 'geography'), { recursive: true });
  writeFileSync(join(data, 'geography', `${of}.json`), content);
}

test('a site that imported nothing has none', async () => {
  expect(await get('/geografia/indice.json')).toMatchObject({ status: 200, body: '[]' });
  expect((await get('/geografia/09.json')).status).toBe(404);
});

test('what was imported is listed and served, small where the browser takes it', async () => {
  lay('estados', '{"a":1}');
  lay('09', '{"b":2}');
  lay('33', '{}');
  expect((await get('/geografia/indice.json')).body).toBe('["estados","09"]');
  expect(outlineRoutes(data)['/geografia/33.json']).toBeUndefined();
  expect(String((await get('/geografia/09.json')).body)).toBe('{"b":2}');
  const { body, headers } = await get('/geografia/09.json', { 'accept-encoding': 'gzip, br' });
  expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
  expect(String(gunzipSync(body as Buffer))).toBe('{"b":2}');
  expect((await get('/geografia/09.json', {}, 'POST')).status).toBe(405);
});

test('who has it already is told so, until another import', async () => {
  const routes = outlineRoutes(data);
  lay('09', '{"b":2}');
  const first = (await get('/geografia/09.json', {}, 'GET', routes)).headers!['etag']!;
  const again = () => get('/geografia/09.json', { 'if-none-match': first }, 'GET', routes);
  expect(await again()).toMatchObject({ status: 304, body: '' });
  lay('09', '{"b":33}');
  const second = await again();
  expect([second.status, String(second.body)]).toEqual([200, '{"b":33}']);
  expect(second.headers!['etag']).not.toBe(first);
});

test('one that is too large is not there', async () => {
  lay('09', 'x'.repeat(OUTLINES_SIZE_MAX_BYTES + 1));
  expect((await get('/geografia/indice.json')).body).toBe('[]');
  expect((await get('/geografia/09.json')).status).toBe(404);
});

test('a base map that the site has is listed and served beside them', async () => {
  const elsewhere = join(data, 'mapa.pmtiles');
  const beside = join(data, 'geography/mapa-base.pmtiles');
  const listed = async (routes: ReturnType<typeof outlineRoutes>) =>
    String((await get('/geografia/indice.json', {}, 'GET', routes)).body);
  lay('09', '{}');
  for (const [path, routes] of [
    [elsewhere, outlineRoutes(data, elsewhere)],
    [beside, outlineRoutes(data)],
  ] as const) {
    expect(await listed(routes)).toBe('["09"]');
    writeFileSync(path, 'PMTiles');
    expect(await listed(routes)).toBe('["mapa-base","09"]');
    const ranged = await get('/geografia/mapa-base.pmtiles', { range: 'bytes=0-1' }, 'GET', routes);
    expect([ranged.status, String(ranged.body)]).toEqual([206, 'PM']);
  }
});
