import type { ReadModels } from '@proximidad/readmodel';
import { revokedAccess } from './revoked-access.ts';

/** Whose access was revoked, held in memory: it is asked before every request. */
export interface Revocations {
  readonly has: (subject: string) => boolean;
  /** Tells of each revocation from now on. Returns how to stop it. */
  readonly listen: (listener: (subject: string) => void) => () => void;
  close(): void;
}

/** Follows the read model: what it holds now, and each commit that adds to it. */
export function revocations(readModels: ReadModels): Revocations {
  const subjects = new Set<string>();
  for (const { key } of readModels.table(revokedAccess).scan({})) subjects.add(key);
  const listeners = new Set<(subject: string) => void>();
  const stop = readModels.onChange(({ touched }) => {
    for (const { model, key } of touched) {
      if (model !== revokedAccess.name) continue;
      subjects.add(key);
      for (const listener of listeners) listener(key);
    }
  });
  return {
    has: (subject) => subjects.has(subject),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: stop,
  };
}
