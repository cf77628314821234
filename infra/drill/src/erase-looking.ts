import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import { finderOf } from './finder.ts';

/** Of memory that is read at once, and what two readings share: no canary is longer. */
const CHUNK_BYTES = 16 * 1024 * 1024;
const SHARED_BYTES = 256;

/** Where what was erased could still lie: files of the platform, and a text that does lie there. */
export interface Place {
  readonly name: string;
  /** Of a file, from its folder on. */
  readonly holds: (path: string) => boolean;
  /** Nothing found proves nothing where this is not found either. */
  readonly marker: string;
}

export interface Looked {
  readonly files: number;
  readonly bytes: number;
  /** Files with a canary in them. */
  readonly found: readonly string[];
  /** How many files of each place were read, and places that were not seen at all: without a file, or without their marker. */
  readonly places: Readonly<Record<string, number>>;
  readonly unseen: readonly string[];
}

/** Every byte of every file, free pages and write-ahead logs among them. */
export function scan(
  folders: readonly string[],
  canaries: readonly string[],
  places: readonly Place[],
): Looked {
  const { find } = finderOf([...canaries, ...places.map(({ marker }) => marker)]);
  const told = new Set(canaries);
  const counts: Record<string, number> = {};
  const [found, marked]: [string[], Set<string>] = [[], new Set()];
  let [files, bytes] = [0, 0];
  for (const { path, content } of contentsOf(folders)) {
    files++;
    bytes += content.length;
    const texts = find(content);
    if ([...texts].some((text) => told.has(text))) found.push(path);
    for (const { name, marker } of places.filter(({ holds }) => holds(path))) {
      counts[name] = (counts[name] ?? 0) + 1;
      if (texts.has(marker)) marked.add(name);
    }
  }
  const unseen = places.map(({ name }) => name).filter((name) => !marked.has(name));
  return { files, bytes, found, places: counts, unseen };
}

function* contentsOf(folders: readonly string[]) {
  for (const folder of folders)
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) yield { path: relative(folder, path), content: readFileSync(path) };
    }
}

/**
 * Of these texts, those that a running process has in memory that it may write: what was shown once is garbage of the heap
 * until it is overwritten, and no key opens it again.
 */
export function inMemory(pid: number, texts: readonly string[]): ReadonlySet<string> {
  const { find } = finderOf(texts);
  const found = new Set<string>();
  for (const content of memoryOf(pid)) for (const text of find(content)) found.add(text);
  return found;
}

/** What a process may write, in pieces that overlap; pieces that are gone meanwhile are none. */
function* memoryOf(pid: number): Iterable<Buffer> {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const buffer = Buffer.alloc(CHUNK_BYTES + SHARED_BYTES);
  try {
    for (const line of maps) {
      const [, from, to] = /^([\da-f]+)-([\da-f]+) rw/u.exec(line) ?? [];
      if (from === undefined || to === undefined) continue;
      const [begin, end] = [Number(`0x${from}`), Number(`0x${to}`)];
      for (let at = begin; at < end; at += CHUNK_BYTES) {
        const length = readAt(memory, buffer, at, Math.min(buffer.length, end - at));
        yield buffer.subarray(0, length);
      }
    }
  } finally {
    closeSync(memory);
  }
}

function readAt(file: number, buffer: Buffer, at: number, length: number): number {
  try {
    return readSync(file, buffer, 0, length, at);
  } catch {
    return 0;
  }
}
