import { type Kind, mayBeGranted, type Subject } from '@proximidad/policy';
import type { ReadModels } from '@proximidad/readmodel';

/** Which records of a kind their owners opened to a subject, as of a moment, whatever else it may see. */
export interface Granted {
  readonly kind: Kind;
  readonly to: (readModels: ReadModels, subject: string, ms: number) => readonly string[];
}

/** Keys of the records of a kind that are open to who asks. */
export type GrantedKeys = (kind: Kind) => readonly string[];

/** Rights are those of today, whatever moment is asked about; most subjects can be granted nothing, and cost nothing. */
export function grantedTo(
  subject: Subject,
  all: readonly Granted[],
  readModels: ReadModels,
  now: () => number,
): GrantedKeys {
  const known = new Map<Kind, readonly string[]>();
  return (kind) => {
    if (!mayBeGranted(subject, kind)) return [];
    const ofKind = all.filter((each) => each.kind === kind);
    const keys = known.get(kind) ?? ofKind.flatMap(({ to }) => to(readModels, subject.id, now()));
    known.set(kind, keys);
    return keys;
  };
}
