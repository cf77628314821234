import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUILT, buildConsole, isFresh } from './build.ts';

/** What a room loads before it can be worked with, map included, gzipped. */
const FIRST_LOAD_MAX_BYTES = 500 * 1024;
const BUILD_TIMEOUT_MS = 120_000;

beforeAll(async () => {
  if (!isFresh()) await buildConsole();
}, BUILD_TIMEOUT_MS);

test('the first load is at most 500 KB gzipped', () => {
  const files = readdirSync(join(BUILT, 'assets')).filter((file) => /\.(js|css)$/.test(file));
  const sizes = files.map(
    (file) => gzipSync(readFileSync(join(BUILT, 'assets', file)), { level: 9 }).byteLength,
  );
  expect(sizes.length).toBeGreaterThan(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD_MAX_BYTES);
});

test('every file has a hash in its name and lies compressed beside itself', () => {
  for (const file of readdirSync(join(BUILT, 'assets')).filter((name) => /\.(js|css)$/.test(name))) {
    expect(file).toMatch(/-[\w-]{8}\.(js|css)$/);
    for (const suffix of ['.br', '.gz']) expect(existsSync(join(BUILT, 'assets', file + suffix))).toBe(true);
  }
});

test('a build is of these sources until one of them changes', () => {
  expect(isFresh()).toBe(true);
});
