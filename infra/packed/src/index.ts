import { Fault } from '@proximidad/program';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { folderFor, importedPackages, isPacked, mapIn } from './imported.ts';

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));

/**
 * Packs some two thousand files of packages into a few dozen, so that a process loads them in half the time, whenever
 * the installed or imported packages have changed (ADR 364). Resolves to what `node --import` takes.
 *
 * | @throws {Fault}
 */
export async function packedPackages(say: (line: string) => void): Promise<string> {
  const folder = folderFor(importedPackages());
  if (!isPacked(folder)) {
    say('Packing the packages, as the installed or imported ones have changed; some seconds.');
    // Packages are resolved from the folder of each project, which Node allows with a flag.
    const args = [
      '--disable-warning=ExperimentalWarning',
      '--experimental-import-meta-resolve',
      PROGRAM,
      folder,
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    await once(child, 'exit');
    if (!isPacked(folder)) throw new Fault('The packages could not be packed; the lines above say why.');
  }
  const redirect = new URL('redirect.ts', import.meta.url);
  redirect.searchParams.set('map', mapIn(folder));
  return redirect.href;
}
