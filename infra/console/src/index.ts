import { Fault } from '@proximidad/program';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isFresh } from './build.ts';

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));

/**
 * Builds the console when its sources have changed, in a process of its own: the bundler changes the environment of
 * the process it runs in.
 *
 * | @throws {Fault}
 */
export async function freshConsole(say: (line: string) => void): Promise<void> {
  if (isFresh()) return;
  say('Building the console, as its sources have changed; some seconds.');
  const child = spawn(process.execPath, [PROGRAM, '--build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Fault('The console could not be built; the lines above say why.');
}
