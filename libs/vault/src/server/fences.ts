import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { EraseRequest } from '../wire.ts';

/**
 * What was erased, in a file beside the keys and never in their backup: a vault that is restored from before reads it
 * first and destroys again what the backup brought back. One line of JSON each, without anything of a person.
 */
export class Fences {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** On the disk when it returns. */
  add(request: EraseRequest): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const descriptor = openSync(this.#file, 'a', 0o600);
    try {
      // A line that a power cut tore is ended, so that the next one stands for itself.
      writeSync(descriptor, `\n${JSON.stringify(request)}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  all(): readonly EraseRequest[] {
    if (!existsSync(this.#file)) return [];
    return readFileSync(this.#file, 'utf8').split('\n').flatMap(fenceIn);
  }
}

/** A torn line is one whose erasure was never acknowledged: it is asked again. */
function fenceIn(line: string): readonly EraseRequest[] {
  if (line.trim() === '') return [];
  try {
    return [EraseRequest.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
