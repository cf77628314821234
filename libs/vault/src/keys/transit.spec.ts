import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlaces } from '../config.ts';
import { transitEngine, type TransitEngine } from '../testing/transit-engine.ts';
import { fileKeeper, newKey, openRoots, renewRoots, type RootName, ROOTS } from './roots.ts';
import { transitKeeper } from './transit.ts';

let folder: string;
let engine: TransitEngine;
const addressOf = (token = engine.token) => ({ url: engine.url, token, trusted: undefined });
const keeper = (token?: string) => transitKeeper(addressOf(token));
const fileOf = (root: RootName) => join(folder, 'roots', `${root}.key`);
const open = (token?: string, make = false) =>
  openRoots(join(folder, 'roots'), { make, keeper: keeper(token) });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-transit-'));
  engine = await transitEngine(ROOTS.map((root) => `proximidad-${root}`));
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

test('root keys that a transit engine wraps open what they wrapped, and lie in no file', async () => {
  const key = newKey();
  const wrapped = (await open(undefined, true)).wrap('juvenile', key, 'about');
  for (const root of ROOTS) expect(readFileSync(fileOf(root), 'utf8')).toMatch(/^vault:v1:\S+\n$/);
  expect((await open()).unwrap('juvenile', wrapped, 'about')).toEqual(key);
});

test('a further version of a root, and one of the engine’s own key, leave the older ones open', async () => {
  const key = newKey();
  const before = (await open(undefined, true)).wrap('general', key, 'about');
  engine.rotate();
  await renewRoots(join(folder, 'roots'), keeper());
  expect(readFileSync(fileOf('general'), 'utf8')).toMatch(/^vault:v1:\S+\nvault:v2:\S+\n$/);
  const roots = await open();
  expect(roots.version('general')).toBe(2);
  expect(roots.unwrap('general', before, 'about')).toEqual(key);
  expect(roots.unwrap('general', roots.wrap('general', key, 'about'), 'about')).toEqual(key);
});

test('the keys of a site move to an engine, line by line, and open what they wrapped as files', async () => {
  const key = newKey();
  const plain = await openRoots(join(folder, 'roots'), { make: true, keeper: fileKeeper });
  const wrapped = plain.wrap('complaint', key, 'about');
  for (const root of ROOTS) {
    const line = readFileSync(fileOf(root), 'utf8').trim();
    writeFileSync(fileOf(root), `${engine.encrypt(`proximidad-${root}`, line)}\n`, { mode: 0o600 });
  }
  expect((await open()).unwrap('complaint', wrapped, 'about')).toEqual(key);
});

test('without the engine, its leave or what it wrapped there are no roots, and the message says which', async () => {
  await open(undefined, true);
  await expect(open('s.other')).rejects.toThrow(/decrypt of proximidad-general at http.*: it answers 403$/);
  writeFileSync(fileOf('juvenile'), `${newKey().toString('base64')}\n`);
  await expect(open()).rejects.toThrow(/decrypt of proximidad-juvenile at http.*: it answers 400$/);
  engine.seal();
  await expect(open()).rejects.toThrow(/decrypt of proximidad-general at http.*: it answers 503$/);
  await engine.close();
  await expect(open()).rejects.toThrow(/decrypt of proximidad-general at http.*: it does not answer$/);
});

test('an engine is set with its token, and over a network in clear only in development', () => {
  const token = join(folder, 'token');
  writeFileSync(token, 's.one\n');
  const set = (told: Record<string, string>) =>
    readPlaces({
      VAULT_ROOTS: join(folder, 'roots'),
      VAULT_TRANSIT_URL: 'http://bao:8200/v1/transit/',
      ...told,
    });
  expect(set({ VAULT_TRANSIT_TOKEN: token }).transit).toEqual({
    ...{ url: 'http://bao:8200/v1/transit', token: 's.one', trusted: undefined },
  });
  expect(() => set({})).toThrow('VAULT_TRANSIT_URL and VAULT_TRANSIT_TOKEN are given together');
  expect(() => set({ VAULT_TRANSIT_TOKEN: token, PROXIMIDAD_MODE: 'production' })).toThrow(
    'must begin with https://',
  );
  expect(() => set({ VAULT_TRANSIT_TOKEN: join(folder, 'none') })).toThrow('VAULT_TRANSIT_TOKEN');
});
