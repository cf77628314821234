import { heldBy, type HeldCompetence, withGrant } from '@proximidad/contracts';
import { closedList, type Instant } from '@proximidad/eventsourcing';
import type { z } from 'zod';

export const CompetenceRevocationReason = closedList(
  'CompetenceRevocationReason',
  {
    GRANTED_BY_MISTAKE: 'It was meant for another officer, or should not have been granted.',
    NO_LONGER_HELD: 'What it rested on no longer holds.',
  },
  'Why a competence that the academy had granted without a course was revoked.',
);
export type CompetenceRevocationReason = z.infer<typeof CompetenceRevocationReason>;

/** A competence as granted: by one completion of a course, from its own moment on, or by the academy alone. */
export interface Granted extends HeldCompetence {
  readonly courseId: string | null;
}

interface Lapse {
  readonly courseId: string | null;
  readonly from: Instant;
  readonly revokedAt: Instant;
}

/**
 * Whether the same completion, or the academy alone, has already granted it from as early and for as long. A grant of another completion
 * may be revoked with that one.
 */
export function isGranted(grants: readonly Granted[], given: Granted): boolean {
  const { courseId, from } = given;
  const same = grants.filter(
    (each) => each.courseId === courseId && (courseId === null || each.from.ms === from.ms),
  );
  const held = heldBy(same);
  return withGrant(held, given) === held;
}

/** Whether it comes from what is taken back, a completion or the academy alone, and would outlast that. */
export function lapses(granted: Granted, { courseId, from, revokedAt }: Lapse): boolean {
  const { until } = granted;
  const outlasts = until === null || until.ms > revokedAt.ms;
  return granted.courseId === courseId && granted.from.ms === from.ms && outlasts;
}

/** What was granted lapses when it is taken back; what was to begin later never begins. */
export function withRevocation<Grant extends Granted>(
  grants: readonly Grant[],
  revoked: Lapse & { readonly code: string },
): readonly Grant[] {
  return grants.flatMap((each) => {
    if (each.code !== revoked.code || !lapses(each, revoked)) return [each];
    return each.from.ms > revoked.revokedAt.ms ? [] : [{ ...each, until: revoked.revokedAt }];
  });
}
