import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const NO_ROOM: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);
const BLOCK = Buffer.alloc(1024 * 1024);
/** How often, at most, a full disk is tried to see whether it has room again. */
const PROBE_EVERY_MS = 250;

export interface ReserveOptions {
  /** Bytes held back on the disk; 0 for none. */
  readonly bytes: number;
  /** Streams whose names begin with these may use them when nobody else can write. */
  readonly prefixes: readonly string[];
}

/**
 * Space kept for when the disk is full: a file that is then given up, so that the log can still be folded in and closed, and so that
 * streams that must not stop, above all an audit trail, can be written to. When it can be made again, there is room again.
 */
export class Reserve {
  readonly #file: string;
  readonly #options: ReserveOptions;
  readonly #now: () => number;
  #full = false;
  #probed = -Infinity;

  constructor(
    folder: string,
    options: ReserveOptions,
    now: () => number = performance.now.bind(performance),
  ) {
    this.#file = join(folder, 'reserve');
    this.#options = options;
    this.#now = now;
    this.#full = !this.#make();
  }

  /** Whether the disk was full when it was last written to. */
  get spent(): boolean {
    return this.#full;
  }

  mayUse(stream: string): boolean {
    return this.#options.prefixes.some((prefix) => stream.startsWith(prefix));
  }

  /** Whether a write to the stream may be tried. Tries the disk itself now and then. */
  admits(stream: string): boolean {
    if (!this.#full || this.mayUse(stream)) return true;
    if (this.#now() - this.#probed < PROBE_EVERY_MS) return false;
    this.#probed = this.#now();
    this.#full = !this.#make();
    return !this.#full;
  }

  /** The disk is full; true when that was not known yet, and space was given up that a second try may use. */
  spend(): boolean {
    if (this.#full) return false;
    this.#full = true;
    this.#probed = this.#now();
    rmSync(this.#file, { force: true });
    return true;
  }

  #make(): boolean {
    const { bytes } = this.#options;
    if (bytes === 0 || (existsSync(this.#file) && statSync(this.#file).size >= bytes)) return true;
    try {
      const handle = openSync(this.#file, 'w');
      try {
        for (let at = 0; at < bytes; at += BLOCK.length) writeSync(handle, BLOCK);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      return true;
    } catch (error) {
      rmSync(this.#file, { force: true });
      if (NO_ROOM.has((error as NodeJS.ErrnoException).code)) return false;
      throw error;
    }
  }
}
