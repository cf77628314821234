import { Instant, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** Officers in one unit at once; more is a typing mistake. */
const CREW_MAX = 20;

const CrewMember = z.object({
  officerId: PublicId,
  /** When the officer went on duty with the unit. */
  since: Instant,
  /** When the officer left it; null for one who stayed to the end of the unit's work. */
  until: Instant.nullable(),
});
export type CrewMember = z.infer<typeof CrewMember>;

/** Who was in a unit while it worked at an incident. */
export const Crew = z.array(CrewMember).max(CREW_MAX);
type Crew = readonly CrewMember[];

/** From when a unit was sent to when its work there ended; null while it works. */
interface Work {
  readonly dispatchedAt: Instant;
  readonly endedAt: Instant | null;
}

/**
 * The crew members who were in the unit at any moment of its work: those who leave when it is over were there to its end, and
 * those who left as they began, by mistake, were not there.
 */
export function crewDuring(crew: Crew, { dispatchedAt, endedAt }: Work): CrewMember[] {
  const endMs = endedAt?.ms ?? Number.POSITIVE_INFINITY;
  return crew
    .filter(({ since, until }) => {
      const begins = Math.max(since.ms, dispatchedAt.ms);
      return since.ms < endMs && (until === null || until.ms > begins);
    })
    .map((member) =>
      member.until !== null && member.until.ms >= endMs ? { ...member, until: null } : member,
    )
    .slice(0, CREW_MAX);
}

/** Whether the same officers were there at the same times. */
export function isSameCrew(one: Crew, other: Crew): boolean {
  return crewKey(one) === crewKey(other);
}

/** Names a crew and its times. */
export function crewKey(crew: Crew): string {
  return crew
    .map(({ officerId, since, until }) => `${officerId}/${since.ms}/${until?.ms ?? ''}`)
    .toSorted()
    .join(' ');
}
