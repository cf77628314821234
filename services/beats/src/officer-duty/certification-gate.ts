import { basisOf, type Governing, ModelBasis } from '@proximidad/contracts';
import { Instant, closedList } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { type Certificate, hadLeft, isInService, type Known } from '../eligibility/eligibility.ts';

export const AssignmentRole = closedList(
  'AssignmentRole',
  {
    OWNER: 'Answers for the beat (BR-B1).',
    MEMBER: "One of the beat's own cell.",
    SUPPORT: 'Helps out, besides a primary assignment.',
    AUXILIARY: 'Takes part, but is not police (BR-B11).',
  },
  'What an officer does in a shift.',
);
export type AssignmentRole = z.infer<typeof AssignmentRole>;

const EligibilityDecision = closedList(
  'EligibilityDecision',
  {
    OK: 'Everything the gate asks for is there.',
    WARN: 'Assigned without what the gate asks for; the assignment says so.',
    EXEMPT: 'An auxiliary is not police: no police certificate is needed (BR-B11).',
    RESTRICTED:
      'Assigned without what the gate asks for, but not as owner, and not alone; the assignment says so.',
    OVERRIDE:
      'The gate refused, and a commander assigned the officer all the same for this shift; the assignment says why.',
  },
  'What the certification gate decided on an assignment.',
);

/** What was known when an officer was assigned, and what the gate decided. */
export const Assessment = z.object({
  decision: EligibilityDecision,
  certificateId: z.uuid().nullable(),
  validUntil: Instant.nullable(),
  checkedAt: Instant,
  /** What it rested on; null for decisions made before this was kept. */
  basis: ModelBasis.nullable(),
});
export type Assessment = z.infer<typeof Assessment>;

/** What the officer would serve under, and with whom. */
export interface Service {
  readonly from: Instant;
  readonly checkedAt: Instant;
  /** Whether a police officer who has what the gate asks for serves in the shift as well. */
  readonly accompanied: boolean;
}

/**
 * Whether an officer may serve in this role from `from` on: refused, or with what decision (BR-T3, BR-T4).
 * RESTRICTED_ROLE lets an officer without a valid certificate serve, but own no beat and not be alone. An auxiliary serves
 * where the model knows any (BR-B11).
 */
export function passGate(
  known: Known,
  governing: Governing,
  role: AssignmentRole,
  { from, checkedAt, accompanied }: Service,
) {
  const certificate = certificateAt(known, from);
  const found = (decision: Assessment['decision']) =>
    assessed(decision, certificate, {
      checkedAt,
      basis: basisOf(governing, role === 'AUXILIARY' ? 'auxiliaries' : 'enforcement.certificationGate'),
    });
  const { auxiliaries, training } = governing.profile;
  if (role === 'AUXILIARY') return auxiliaries.length > 0 ? found('EXEMPT') : refuse('RoleNotInModel');
  // No gate lets pass whoever is not an officer any more.
  if (hadLeft(known, from)) return refuse('OfficerSeparated');
  const obstacle = obstacleTo(known, certificate, training.byRole[role], from);
  if (!obstacle) return found('OK');
  switch (governing.certificationGate) {
    case 'BLOCK':
      return obstacle;
    case 'RESTRICTED_ROLE':
      return role === 'OWNER' || !accompanied ? obstacle : found('RESTRICTED');
    case 'WARN':
      return found('WARN');
  }
}

/** What a commander may override: that a police officer in service lacks what the gate asks for. */
const OVERRIDABLE: readonly string[] = ['CertificateMissing', 'CertificateExpired', 'NoCompetence'];

/** What is known of an officer whom the gate refuses, and who is assigned all the same (BR-T3, ST-4). */
export function overrideGate(known: Known, governing: Governing, role: AssignmentRole, service: Service) {
  const passed = passGate(known, governing, role, service);
  if (!('rejected' in passed)) return refuse('NothingToOverride');
  const { from, checkedAt } = service;
  const basis = basisOf(governing, 'enforcement.certificationGate');
  return OVERRIDABLE.includes(passed.rejected)
    ? assessed('OVERRIDE', certificateAt(known, from), { checkedAt, basis })
    : passed;
}

function assessed(
  decision: Assessment['decision'],
  certificate: Certificate | undefined,
  rests: Pick<Assessment, 'checkedAt' | 'basis'>,
): Assessment {
  const { certificateId = null, validUntil = null } = certificate ?? {};
  return { decision, certificateId, validUntil, ...rests };
}

/** Of the certificates issued by then, the one that ends last: one issued later does not support a fact reported late. */
function certificateAt({ certificates }: Known, at: Instant): Certificate | undefined {
  const issued = certificates.filter(({ issuedAt }) => issuedAt === null || issuedAt.ms <= at.ms);
  return issued.toSorted((one, other) => endOf(other) - endOf(one))[0];
}

function endOf({ validUntil, expiredAt }: Certificate): number {
  return Math.min(validUntil.ms, expiredAt?.ms ?? Number.POSITIVE_INFINITY);
}

function obstacleTo(
  known: Known,
  certificate: Certificate | undefined,
  asked: readonly string[],
  from: Instant,
) {
  if (!isInService(known, from)) return refuse('OfficerNotRegistered');
  if (!certificate) return refuse('CertificateMissing');
  if (endOf(certificate) <= from.ms) return refuse('CertificateExpired');
  const lacking = asked.find((code) => !holds(known, code, from));
  return lacking === undefined ? undefined : refuse('NoCompetence', { code: lacking });
}

export function holds({ competences }: Pick<Known, 'competences'>, code: string, at: Instant): boolean {
  return competences.some(
    (held) => held.code === code && held.from.ms <= at.ms && (held.until === null || held.until.ms > at.ms),
  );
}
