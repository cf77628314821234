import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const END = '.pid';

/**
 * The id in a process's file, as long as the process that writes its log runs under it; null for a file that a crash
 * left empty, and for one that outlived its process: after a power cut the id may be any other program's.
 */
export function runningId(data: string, name: string): number | null {
  try {
    const id = Number(readFileSync(join(data, 'run', `${name}${END}`), 'utf8'));
    if (!Number.isSafeInteger(id) || id <= 0) return null;
    return holds(id, join(data, 'log', `${name}.log`)) ? id : null;
  } catch {
    return null;
  }
}

/** The processes that have a file, whether or not they run. */
export function namesWithId(data: string): readonly string[] {
  const folder = join(data, 'run');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter((file) => file.endsWith(END)).map((file) => file.slice(0, -END.length));
}

/** Removes what counts for nothing once its process has ended; where the disk takes nothing any more it stays. */
export function forget(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Whoever reads it looks whether the process still runs.
  }
}

/** Whether a process has a file open; false for a process that cannot be inspected. */
export function holds(id: number, file: string): boolean {
  try {
    const { dev, ino } = statSync(file);
    return readdirSync(`/proc/${id}/fd`).some((fd) => {
      const open = statSync(`/proc/${id}/fd/${fd}`, { throwIfNoEntry: false });
      return open?.dev === dev && open.ino === ino;
    });
  } catch {
    return false;
  }
}

/** Whether a process is halted, as by Ctrl-Z or SIGSTOP, and does nothing until it receives SIGCONT. */
export function isHalted(id: number): boolean {
  try {
    // Its state follows its name, which may contain anything, in parentheses.
    const [, state] = /^.*\) (\w)/s.exec(readFileSync(`/proc/${id}/stat`, 'utf8')) ?? [];
    return state === 'T' || state === 't';
  } catch {
    return false;
  }
}
