import { readFileSync } from 'node:fs';

/** Files and connections that this process, and one that it starts, may have open; Infinity where the system does not say. */
export function descriptorsMax(): number {
  try {
    const told = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return Number(told?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}
