import type { AssignmentPartRow } from '../officer-duty/assignments.ts';

type Part = Pick<AssignmentPartRow, 'role' | 'startsAt' | 'endsAt'>;

/** An officer of a roster, who may have left the shift and come back. */
export interface Rostered extends Part {
  readonly earlier: readonly Part[];
}

/** How many police are in the shift at a moment, Unix milliseconds; auxiliaries do not count (BR-B11). */
export function policeAt(roster: readonly Rostered[], ms: number): number {
  return partsOf(roster).filter((part) => part.role !== 'AUXILIARY' && lasts(part, ms)).length;
}

/** The largest number of officers who own the shift at one moment. */
export function ownersAtOnce(roster: readonly Rostered[]): number {
  const owning = partsOf(roster).filter(({ role }) => role === 'OWNER');
  const counts = owning.map(({ startsAt }) => owning.filter((part) => lasts(part, startsAt.ms)).length);
  return Math.max(0, ...counts);
}

function partsOf(roster: readonly Rostered[]): Part[] {
  return roster.flatMap((row) => [...row.earlier, row]);
}

function lasts({ startsAt, endsAt }: Part, ms: number): boolean {
  return startsAt.ms <= ms && ms < endsAt.ms;
}
