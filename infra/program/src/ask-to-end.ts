import type { ChildProcess } from 'node:child_process';

/**
 * Asks a process to end; one that was stopped by a signal goes on, to do so. If it has not within the time, it is killed. Returns how to
 * leave it alone once it has ended.
 */
export function askToEnd(child: ChildProcess, killAfterMs: number): () => void {
  child.kill('SIGTERM');
  child.kill('SIGCONT');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  return () => clearTimeout(timer);
}
