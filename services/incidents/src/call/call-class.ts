import { duplicateCode } from '@proximidad/catalogues';
import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import type { CallStatus } from './call.ts';

export const CallClass = closedList(
  'CallClass',
  {
    PROPER: 'Types 1 to 5: somebody is needed.',
    DUPLICATE: 'About an incident reported before: linked, or 60205.',
    OTHER_SERVICE: 'Type 6: enquiries, tests, calls that were cut off.',
    MISUSE: 'Type 7: improper use, counted and never dispatched.',
    ABANDONED: 'The caller hung up.',
    TRANSFERRED: 'Transferred to another entity.',
    UNCLASSIFIED: 'Not classified yet.',
  },
  'The class in which a call counts; each counts in one.',
);
export type CallClass = z.infer<typeof CallClass>;

const HOUR_MS = 3_600_000;
const MISUSE = '7';
const OTHER_SERVICE = '6';

interface Classified {
  readonly status: CallStatus;
  readonly code: string | null;
}

export function callClassOf({ status, code }: Classified): CallClass {
  if (status === 'ABANDONED' || status === 'TRANSFERRED') return status;
  if (status === 'LINKED' || code === duplicateCode) return 'DUPLICATE';
  if (code === null) return 'UNCLASSIFIED';
  if (code.startsWith(MISUSE)) return 'MISUSE';
  return code.startsWith(OTHER_SERVICE) ? 'OTHER_SERVICE' : 'PROPER';
}

export function hourOf(ms: number): number {
  return ms - (ms % HOUR_MS);
}

/** Key of a running total: a place, an hour, a version of the catalogue and a class. */
export function loadKey(place: string, ms: number, version: string | null, callClass: CallClass): string {
  return `${place}:calls:${hourOf(ms)}:${version ?? ''}:${callClass}`;
}

/** Key prefix of running totals of the time to answer calls: a place and an hour; the seconds follow. */
export function answersPrefix(place: string, ms: number): string {
  return `${place}:answer:${hourOf(ms)}:`;
}
