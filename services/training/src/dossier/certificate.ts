import { type Instant, closedList } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { addMonths, reversed } from './validity.ts';

export const CertificateKind = closedList(
  'CertificateKind',
  {
    CUP: 'Certificado Único Policial: at most three years.',
    INDIVIDUAL_2025: 'Certificado individual of the law of 2025.',
  },
  'Which law a certificate is of (BR-T2).',
);
export type CertificateKind = z.infer<typeof CertificateKind>;

/** A CUP is valid for three years (BR-T2). */
const CUP_MONTHS = 36;
/** Days before the end of a certificate at which its holder is warned, in the order they come. */
export const WARNING_DAYS = [90, 60, 30, 7] as const;
export const DaysLeft = z.literal(WARNING_DAYS);
export type DaysLeft = z.infer<typeof DaysLeft>;

const DAY_MS = 86_400_000;

/** The instant at which the given number of days is left. */
export function warningAt(validUntil: Instant, daysLeft: DaysLeft): Instant {
  return { ...validUntil, ms: validUntil.ms - daysLeft * DAY_MS };
}

/** Until when a certificate is valid, or why it cannot be (BR-T2). */
export function validityOf(kind: CertificateKind, issuedAt: Instant, asked: Instant | null) {
  const longest = addMonths(issuedAt, CUP_MONTHS);
  const validUntil = asked ?? (kind === 'CUP' ? longest : null);
  if (validUntil === null) {
    return refuse('ValidityMissing');
  }
  if (validUntil.ms <= issuedAt.ms) return reversed();
  if (kind === 'CUP' && validUntil.ms > longest.ms) {
    return refuse('CertificateTooLong', { kind, months: CUP_MONTHS });
  }
  return validUntil;
}
