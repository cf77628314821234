import { PROCESSES, type Platform } from '@proximidad/e2e/platform';
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Of memory that is read at once, and what two readings share: no canary is longer. */
const CHUNK_BYTES = 16 * 1024 * 1024;
const SHARED_BYTES = 256;

/** Every byte of every file, free pages and write-ahead logs among them. */
export function scan(folders: readonly string[], canaries: readonly string[]) {
  const files = folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile());
  const forms = canaries.flatMap((canary) => [canary, Buffer.from(canary).toString('base64url')]);
  const found: string[] = [];
  let bytes = 0;
  for (const { parentPath, name } of files) {
    const content = readFileSync(join(parentPath, name));
    bytes += content.length;
    if (forms.some((form) => content.includes(form))) found.push(name);
  }
  return { files: files.length, bytes, canaries: canaries.length, found };
}

/**
 * Which running processes still have an erased text in memory that they may write, and of how many persons' texts: what was
 * shown once is garbage of the heap until it is overwritten, and no key opens it again.
 */
export function inMemory(platform: Platform, canaries: readonly string[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const name of PROCESSES) {
    const left = new Set<string>();
    for (const content of memoryOf(platform.pid(name)))
      for (const [text] of content.matchAll(/Canario [a-z]+ \d{12}/gu)) left.add(text);
    const erased = canaries.filter((canary) => left.has(canary)).length;
    if (erased > 0) found[name] = erased;
  }
  return found;
}

/** What a process may write, in pieces that overlap; pieces that are gone meanwhile are none. */
function* memoryOf(pid: number): Iterable<string> {
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
        yield buffer.toString('latin1', 0, length);
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
