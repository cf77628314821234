import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A check whose result depends on the contents of its files and on nothing else. */
export interface Check {
  readonly name: string;
  /** Resolves to what is wrong; an empty text when nothing is. */
  readonly run: () => Promise<string>;
  /** Which files it looks at, by path from the root; a check that looks at more than files names none. */
  readonly looksAt?: (file: string) => boolean;
}

export interface Outcome {
  readonly wrong: string;
  /** It had passed with the same files, and was not run. */
  readonly remembered: boolean;
}

interface Memory {
  readonly root: string;
  /** Holds a file for each check that passed. */
  readonly folder: string;
  readonly files: () => readonly string[];
}

/**
 * Runs checks, except those that have passed with exactly the same files: their content is compared, never a time.
 * Packages count through the lock file, with which an installation is compared at each start.
 */
export function remembering({ root, folder, files }: Memory): (check: Check) => Promise<Outcome> {
  const digestOf = (looksAt: (file: string) => boolean): string => {
    const hash = createHash('sha256').update(process.version);
    for (const file of files().filter(looksAt).toSorted())
      hash
        .update(file)
        .update('\0')
        .update(contentOf(join(root, file)))
        .update('\0');
    return hash.digest('hex');
  };
  return async ({ name, run, looksAt }) => {
    if (!looksAt) return { wrong: await run(), remembered: false };
    const kept = join(folder, name.replaceAll(' ', '-'));
    const digest = digestOf(looksAt);
    if (textOf(kept) === digest) return { wrong: '', remembered: true };
    rmSync(kept, { force: true });
    const wrong = await run();
    // If a file changed meanwhile, nobody knows which state was checked.
    if (wrong === '' && digestOf(looksAt) === digest) {
      mkdirSync(dirname(kept), { recursive: true });
      writeFileSync(kept, digest);
    }
    return { wrong, remembered: false };
  };
}

/** For a link, its target. */
const contentOf = (path: string): Buffer =>
  createHash('sha256')
    .update(lstatSync(path).isSymbolicLink() ? readlinkSync(path) : readFileSync(path))
    .digest();

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
