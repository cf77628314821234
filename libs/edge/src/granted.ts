import type { FootprintNote } from '@proximidad/feed';
import { type Kind, mayBeGranted, type Subject } from '@proximidad/policy';
import type { ReadModels } from '@proximidad/readmodel';

/** A record that its owner opened, and when it closes again, Unix milliseconds. */
export interface GrantedRecord {
  readonly key: string;
  readonly until: number;
}

/** The records of a kind that their owners opened to a subject, as of a moment, whatever else the subject may see. */
export interface Granted {
  readonly kind: Kind;
  readonly to: (readModels: ReadModels, subject: string, ms: number) => readonly GrantedRecord[];
}

/** Keys of the records of a kind that are open to the caller. */
export type GrantedKeys = (kind: Kind) => readonly string[];

/**
 * Rights are those of today, whatever moment is asked about; most subjects can be granted nothing, and cost nothing.
 * No feed reports what is opened or closed to one subject, and the first end is a moment at which the answer changes
 * by itself.
 */
export function grantedTo(
  subject: Subject,
  all: readonly Granted[],
  readModels: ReadModels,
  now: () => number,
  note?: Pick<FootprintNote, 'unfed' | 'until'>,
): GrantedKeys {
  const known = new Map<Kind, readonly GrantedRecord[]>();
  return (kind) => {
    if (!mayBeGranted(subject, kind)) return [];
    const ofKind = all.filter((each) => each.kind === kind);
    const records = known.get(kind) ?? ofKind.flatMap(({ to }) => to(readModels, subject.id, now()));
    known.set(kind, records);
    if (ofKind.length > 0) note?.unfed();
    for (const { until } of records) note?.until(until);
    return records.map(({ key }) => key);
  };
}
