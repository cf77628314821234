import type { ChildProcess } from 'node:child_process';

/**
 * Asks a process to end; one that a signal has stopped is continued so that it can. It is killed if it has not ended
 * in time. Returns a function that cancels this, for when the process has ended.
 */
export function askToEnd(child: ChildProcess, killAfterMs: number): () => void {
  child.kill('SIGTERM');
  child.kill('SIGCONT');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  return () => clearTimeout(timer);
}
