import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './workspace.ts';

export const bin = (name: string) => join(root, 'node_modules/.bin', name);

/** Runs a program; resolves to its output and the hint when it fails. */
export function command(program: string, args: readonly string[], hint: string, cwd = root): Promise<string> {
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', (error) => settle(error.message));
    child.once('exit', (code) => {
      const text = Buffer.concat(output).toString('utf8').trim();
      settle(code === 0 ? '' : [text || `exit code ${code}`, hint].filter(Boolean).join('\n'));
    });
  });
}
