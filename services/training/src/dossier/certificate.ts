import type { ModelProfile } from '@proximidad/catalogues';
import { closedList, type Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { addMonths, reversed } from './validity.ts';

/** What the model that governs says about a kind of certificate. */
export type CertificateTerms = ModelProfile['codes']['certificates'][number];

export const CertificateRevocationReason = closedList(
  'CertificateRevocationReason',
  {
    COMPONENT_LOST: 'A component it rests on no longer holds.',
    ISSUED_BY_MISTAKE: 'It should not have been issued.',
  },
  'Why a certificate was revoked before its end.',
);
export type CertificateRevocationReason = z.infer<typeof CertificateRevocationReason>;

/** Days before the end of a certificate at which its holder is warned, in order. */
export const WARNING_DAYS = [90, 60, 30, 7] as const;
export const DaysLeft = z.literal(WARNING_DAYS);
export type DaysLeft = z.infer<typeof DaysLeft>;

const DAY_MS = 86_400_000;

/** The moment at which the given number of days is left. */
export function warningAt(validUntil: Instant, daysLeft: DaysLeft): Instant {
  return { ...validUntil, ms: validUntil.ms - daysLeft * DAY_MS };
}

/** When a certificate is issued, by the clock of which zone, and until when it is to be valid, if that is said. */
interface Term {
  readonly issuedAt: Instant;
  readonly asked: Instant | null;
  readonly timeZone: string;
}

/** Until when a certificate is valid, or why it cannot be (BR-T2). */
export function validityOf({ code: kind, months }: CertificateTerms, { issuedAt, asked, timeZone }: Term) {
  const longest = months === null ? null : addMonths(issuedAt, months, timeZone);
  const validUntil = asked ?? longest;
  if (validUntil === null) return refuse('ValidityMissing');
  if (validUntil.ms <= issuedAt.ms) return reversed();
  if (longest && months && validUntil.ms > longest.ms) return refuse('CertificateTooLong', { kind, months });
  return validUntil;
}
