import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUILT, buildConsole, isFresh } from './build.ts';

/**
 * The most that the console loads with all its rooms and the map, and the most that the explorer loads, each gzipped.
 */
const LOAD_MAX_BYTES = 500 * 1024;
const BUILD_TIMEOUT_MS = 120_000;

beforeAll(async () => {
  if (!isFresh()) await buildConsole();
}, BUILD_TIMEOUT_MS);

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
}

/** The files that an entry may load. */
function loadedBy(entry: string, chunks: Readonly<Record<string, Chunk>>): Set<string> {
  const seen = new Set<string>();
  const files = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    const { file, css = [], imports = [], dynamicImports = [] } = chunks[name]!;
    for (const each of [file, ...css]) files.add(each);
    for (const each of [...imports, ...dynamicImports]) visit(each);
  };
  visit(entry);
  return files;
}

test('the console, and the explorer, load at most 500 KB gzipped', () => {
  const manifest = readFileSync(join(BUILT, '.vite/manifest.json'), 'utf8');
  const chunks = JSON.parse(manifest) as Readonly<Record<string, Chunk>>;
  const entries = Object.keys(chunks).filter((name) => chunks[name]!.isEntry);
  expect(entries.toSorted()).toEqual(['index.html', 'src/explorer/main.tsx']);
  for (const entry of entries) {
    const files = [...loadedBy(entry, chunks)];
    expect(files.length).toBeGreaterThan(2);
    const sizes = files.map((file) => gzipSync(readFileSync(join(BUILT, file)), { level: 9 }).byteLength);
    const size = sizes.reduce((sum, each) => sum + each, 0);
    expect(`${entry}: ${size > LOAD_MAX_BYTES ? size : 'fits'}`).toBe(`${entry}: fits`);
  }
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
