import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import { finderOf } from './finder.ts';

/** Memory read at once, and what two consecutive reads share: no canary is longer. */
const CHUNK_BYTES = 16 * 1024 * 1024;
const SHARED_BYTES = 256;

/** Where erased data could remain: files of the platform, and a text that is certainly in them. */
export interface Place {
  readonly name: string;
  /** Whether a file belongs to it, by its path from the folder. */
  readonly holds: (path: string) => boolean;
  /** Where this is not found either, finding nothing proves nothing. */
  readonly marker: string;
}

export interface Looked {
  readonly files: number;
  readonly bytes: number;
  /** Files that contain a canary. */
  readonly found: readonly string[];
  /**
   * How many files of each place were read, and the places that were not seen at all: without a file, or without
   * their marker.
   */
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
 * Those of these texts that a running process has in memory that it may write: what was shown once stays as garbage
 * in the heap until it is overwritten, and no key opens it again.
 */
export function inMemory(pid: number, texts: readonly string[]): ReadonlySet<string> {
  const { find } = finderOf(texts);
  const found = new Set<string>();
  for (const content of memoryOf(pid)) for (const text of find(content)) found.add(text);
  return found;
}

/** The memory that a process may write, in overlapping pieces; pieces that are gone by then are skipped. */
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
