import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { sync } from '../keys/sync.ts';
import { EraseRequest } from '../wire.ts';

/**
 * What was erased, in a file beside the keys and never in their backup: a vault that was restored from an earlier state reads it
 * first and destroys again what the backup brought back. One line of JSON each, without any personal data.
 */
export class Fences {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Whole on the disk when it returns. */
  add(request: EraseRequest): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const descriptor = openSync(this.#file, 'a', 0o600);
    try {
      // A line that was torn by a power cut is ended first, so that the next one is readable.
      const line = Buffer.from(`\n${JSON.stringify(request)}\n`);
      // A disk that is nearly full takes a part of it without an error.
      for (let at = 0; at < line.length;) at += writeSync(descriptor, line, at);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    sync(dirname(this.#file));
  }

  all(): readonly EraseRequest[] {
    if (!existsSync(this.#file)) return [];
    return readFileSync(this.#file, 'utf8').split('\n').flatMap(fenceIn);
  }
}

/** A torn line belongs to an erasure that was never acknowledged: it will be requested again. */
function fenceIn(line: string): readonly EraseRequest[] {
  if (line.trim() === '') return [];
  try {
    return [EraseRequest.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
