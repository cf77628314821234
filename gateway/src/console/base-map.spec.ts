import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseMapRoute } from './base-map.ts';

const folder = mkdtempSync(join(tmpdir(), 'base-map-'));
const path = join(folder, 'mapa.pmtiles');
const FIVE_MB = 5 * 2 ** 20;
afterAll(() => rmSync(folder, { recursive: true }));

async function get(headers: Record<string, string>, method = 'GET', of = path) {
  const request = { method, headers } as unknown as IncomingMessage;
  const { status, headers: told = {}, body } = await baseMapRoute(of)(request, new URL('http://gateway/'));
  return { status, told, body: Buffer.from(body) };
}

test('a range of the file is answered, with where it lies and of which file it is', async () => {
  writeFileSync(path, 'PMTiles and more');
  const { status, told, body } = await get({ range: 'bytes=0-6' });
  expect([status, String(body), told['content-range']]).toEqual([206, 'PMTiles', 'bytes 0-6/16']);
  expect(told).toMatchObject({ 'accept-ranges': 'bytes', 'cache-control': 'no-cache' });
  expect((await get({ range: 'bytes=12-99', 'if-match': told['etag']! })).told['content-range']).toBe(
    'bytes 12-15/16',
  );
});

test('who goes on with a file that is another one by now is told so', async () => {
  writeFileSync(path, 'PMTiles');
  const { etag } = (await get({ range: 'bytes=0-6' })).told;
  writeFileSync(path, 'PMTiles, the next edition');
  const { status, told } = await get({ range: 'bytes=0-6', 'if-match': etag! });
  expect(status).toBe(412);
  expect(told['etag']).not.toBe(etag);
});

test('nobody gets more than 4 MB at a time, and nothing but one range', async () => {
  writeFileSync(path, Buffer.alloc(FIVE_MB));
  const { body, told } = await get({ range: `bytes=1-${FIVE_MB}` });
  expect([body.length, told['content-range']]).toEqual([4 * 2 ** 20, `bytes 1-${4 * 2 ** 20}/${FIVE_MB}`]);
  for (const range of [
    '',
    'bytes=0-',
    'bytes=-5',
    'bytes=0-1,4-5',
    'bytes=9-3',
    `bytes=${FIVE_MB}-${2 * FIVE_MB}`,
  ]) {
    const refused = await get({ range });
    expect([range, refused.status, refused.told['content-range']]).toEqual([
      range,
      416,
      `bytes */${FIVE_MB}`,
    ]);
  }
  expect((await get({ range: 'bytes=0-1' }, 'POST')).status).toBe(405);
});

test('a file that was taken away is not there', async () => {
  expect((await get({ range: 'bytes=0-1' }, 'GET', join(folder, 'gone'))).status).toBe(404);
});
