import { type Instant, only, readModel } from '@proximidad/eventsourcing';
import { type DaysLeft, WARNING_DAYS, warningAt } from './certificate.ts';
import { dossier } from './dossier.ts';

export interface RunningCertificateRow {
  readonly officerId: string;
  readonly certificateId: string;
  readonly entity: string;
  readonly validUntil: Instant;
  /** What falls due next: a warning, by its days before the end, or the end (0). */
  readonly next: DaysLeft | 0;
  readonly nextAt: Instant;
}

/** Certificates whose end has not been recorded, with what falls due next: read by the ticker. */
export const runningCertificates = readModel<RunningCertificateRow>()({
  name: 'running-certificates',
  version: 1,
  of: [only(dossier, 'CertificateIssued', 'CertificateExpiring', 'CertificateExpired', 'CertificateRevoked')],
  columns: { entity: 'text', nextAt: 'instant' },
  keys: ({ certificateId }, { id }) => [`${id}/${certificateId}`],
  project(row, event, { id, entity, recordedAt }) {
    switch (event.type) {
      case 'CertificateIssued': {
        const { certificateId, validUntil } = event;
        return { officerId: id, certificateId, entity, validUntil, ...nextOf(validUntil, recordedAt) };
      }
      case 'CertificateExpiring':
        return row && { ...row, ...nextOf(row.validUntil, recordedAt, event.daysLeft) };
      case 'CertificateExpired':
      case 'CertificateRevoked':
        return undefined;
    }
  },
});

/** The first warning that is still to come after `recordedAt` and the last one given; else the end. */
function nextOf(
  validUntil: Instant,
  recordedAt: number,
  given = Number.POSITIVE_INFINITY,
): Pick<RunningCertificateRow, 'next' | 'nextAt'> {
  const next = WARNING_DAYS.find((days) => days < given && warningAt(validUntil, days).ms > recordedAt) ?? 0;
  return { next, nextAt: next === 0 ? validUntil : warningAt(validUntil, next) };
}
