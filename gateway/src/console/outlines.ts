import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { entities } from '@proximidad/catalogues/entities';
import { BASE_MAP, OUTLINES_FOLDER, OUTLINES_SIZE_MAX_BYTES, STATES } from '@proximidad/geography';
import { readOnly, type Reply, type Route, sentence } from '../http/server.ts';
import { baseMapRoute } from './base-map.ts';

const COLLECTIONS = [STATES, ...entities.map(({ code }) => code)];
const zipped = promisify(gzip);

interface Kept {
  /** The state of the file that it was read from. */
  readonly state: string;
  readonly etag: string;
  readonly whole: Buffer;
  readonly gzip: Buffer;
}

/**
 * The outlines that a site imported (`npm run import -- --format geografia`), each collection under its own path, and a list
 * of them. They are public geography: nobody has to be signed in. A new import is served from the next request on. Besides
 * them the site's base map, where it has one: at `baseMap`, or beside the outlines.
 */
export function outlineRoutes(
  data: string,
  baseMap = join(data, OUTLINES_FOLDER, `${BASE_MAP}.pmtiles`),
): Readonly<Record<string, Route>> {
  const read = new Map<string, Kept>();
  const pathOf = (of: string) => join(data, OUTLINES_FOLDER, `${of}.json`);
  const keptOf = async (of: string) => {
    const state = await stateOf(pathOf(of));
    if (state === undefined) return undefined;
    const known = read.get(of);
    if (known?.state === state) return known;
    const whole = await readFile(pathOf(of));
    const etag = `"${createHash('sha256').update(whole).digest('base64url')}"`;
    const kept = { state, etag, whole, gzip: await zipped(whole) };
    read.set(of, kept);
    return kept;
  };
  const collection = (of: string): Route =>
    readOnly(async ({ headers }) => {
      const kept = await keptOf(of);
      if (!kept) return sentence(404, 'Nothing was imported.');
      const kinds = { etag: kept.etag, 'cache-control': 'no-cache', vary: 'accept-encoding' };
      if (headers['if-none-match'] === kept.etag) return { status: 304, headers: kinds, body: '' };
      return String(headers['accept-encoding'] ?? '').includes('gzip')
        ? json(kept.gzip, { ...kinds, 'content-encoding': 'gzip' })
        : json(kept.whole, kinds);
    });
  const index = readOnly(async () => {
    const states = await Promise.all(COLLECTIONS.map((of) => stateOf(pathOf(of))));
    const imported = COLLECTIONS.filter((_, at) => states[at] !== undefined);
    return json(JSON.stringify(existsSync(baseMap) ? [BASE_MAP, ...imported] : imported));
  });
  return {
    '/geografia/indice.json': index,
    [`/geografia/${BASE_MAP}.pmtiles`]: baseMapRoute(baseMap),
    ...Object.fromEntries(COLLECTIONS.map((of) => [`/geografia/${of}.json`, collection(of)])),
  };
}

/** Changes whenever the file does; undefined when no file is served. */
async function stateOf(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return size <= OUTLINES_SIZE_MAX_BYTES ? `${ino} ${size} ${mtimeMs}` : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function json(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body };
}
