import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const ANSWER_TIMEOUT_MS = 10_000;
const PULL_TIMEOUT_MS = 120_000;
const run = promisify(execFile);

/** Whether a container engine answers. */
export function hasEngine(): Promise<boolean> {
  return succeeds(['version', '--format', '{{.Server.Version}}'], ANSWER_TIMEOUT_MS);
}

/** Whether this machine has the image. */
export function hasImage(image: string): Promise<boolean> {
  return succeeds(['image', 'inspect', image], ANSWER_TIMEOUT_MS);
}

/** Undefined when the image is here or has just been pulled, otherwise why it cannot be had. */
export async function pull(image: string): Promise<string | undefined> {
  if (await hasImage(image)) return undefined;
  try {
    await run('docker', ['pull', '--quiet', image], { timeout: PULL_TIMEOUT_MS });
    return undefined;
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? error).trim();
    return said.split('\n')[0] ?? 'no reason given';
  }
}

async function succeeds(args: readonly string[], timeout: number): Promise<boolean> {
  try {
    await run('docker', args, { timeout });
    return true;
  } catch {
    return false;
  }
}
