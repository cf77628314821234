import type { CertificationGate } from '@proximidad/catalogues';
import { Instant, closedList } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import type { Known } from '../eligibility/eligibility.ts';

export const AssignmentRole = closedList(
  'AssignmentRole',
  {
    OWNER: 'Answers for the beat (BR-B1).',
    MEMBER: "One of the beat's own cell.",
    SUPPORT: 'Helps out, besides a primary assignment.',
    AUXILIARY: 'Is there, but is no police (BR-B11).',
  },
  'What an officer does in a shift.',
);
export type AssignmentRole = z.infer<typeof AssignmentRole>;

const EligibilityDecision = closedList(
  'EligibilityDecision',
  {
    OK: 'All that the gate asks for is there.',
    WARN: 'Assigned without what the gate asks for, which is counted.',
    EXEMPT: 'An auxiliary is no police: no police certificate is asked for (BR-B11).',
    RESTRICTED: 'Assigned without what the gate asks for, which is counted; not as owner.',
  },
  'What the certification gate made of an assignment.',
);

/** What was known when an officer was assigned, and what the gate made of it. */
export const Assessment = z.object({
  decision: EligibilityDecision,
  certificateId: z.uuid().nullable(),
  validUntil: Instant.nullable(),
  checkedAt: Instant,
});
export type Assessment = z.infer<typeof Assessment>;

/** The parameters of the territory's profile (ADR 117). */
export interface Gate {
  readonly gate: CertificationGate;
  readonly ownerCompetences: readonly string[];
}

/**
 * Whether an officer may serve in this role from `from` on: refused, or with what decision (BR-T3, BR-T4).
 * RESTRICTED_ROLE lets an officer without a valid certificate serve, but own no beat.
 */
export function passGate(
  known: Known,
  { gate, ownerCompetences }: Gate,
  role: AssignmentRole,
  { from, checkedAt }: { readonly from: Instant; readonly checkedAt: Instant },
) {
  const found = (decision: Assessment['decision']): Assessment => ({
    decision,
    certificateId: known.certificate?.certificateId ?? null,
    validUntil: known.certificate?.validUntil ?? null,
    checkedAt,
  });
  if (role === 'AUXILIARY') return found('EXEMPT');
  const obstacle = obstacleTo(known, ownerCompetences, role, from);
  if (!obstacle) return found('OK');
  switch (gate) {
    case 'BLOCK':
      return obstacle;
    case 'RESTRICTED_ROLE':
      return role === 'OWNER' ? obstacle : found('RESTRICTED');
    case 'WARN':
      return found('WARN');
  }
}

function obstacleTo(known: Known, ownerCompetences: readonly string[], role: AssignmentRole, from: Instant) {
  const { certificate } = known;
  if (!certificate) return refuse('CertificateMissing');
  const ended = Math.min(certificate.validUntil.ms, certificate.expiredAt?.ms ?? Number.POSITIVE_INFINITY);
  if (ended <= from.ms) {
    return refuse('CertificateExpired');
  }
  const lacking = role === 'OWNER' ? ownerCompetences.find((code) => !holds(known, code, from)) : undefined;
  return lacking === undefined ? undefined : refuse('NoCompetence', { code: lacking });
}

export function holds({ competences }: Pick<Known, 'competences'>, code: string, at: Instant): boolean {
  return competences.some(
    (held) => held.code === code && held.from.ms <= at.ms && (held.until === null || held.until.ms > at.ms),
  );
}
