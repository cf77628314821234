import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a node may take to end before it is killed. */
export const STOP_TIMEOUT_MS = 7_000;

export const pidFileOf = (id: number, data: string) => join(data, 'run', `kafka-${id}.pid`);

/** The process of a node of this data folder, if it runs: after a power cut the id in its file may be any other program's. */
export function nodeIn(data: string, id: number): number | undefined {
  try {
    const pid = Number(readFileSync(pidFileOf(id, data), 'utf8'));
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${join(data, 'kafka')}/`) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** A node outlives a launcher that was killed; its storage is locked, and its ports are in use, until the node ends. */
export async function endLeftover(id: number, data: string): Promise<void> {
  const until = performance.now() + STOP_TIMEOUT_MS;
  for (let pid = nodeIn(data, id); pid !== undefined; pid = nodeIn(data, id)) {
    process.kill(pid, 'SIGCONT');
    process.kill(pid, performance.now() < until ? 'SIGTERM' : 'SIGKILL');
    await sleep(200);
  }
}
