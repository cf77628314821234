import { dossier, type DossierCommand } from './dossier.ts';
import type { RunningCertificateRow } from './running-certificates.ts';

/** What time tells of a certificate: that so many days are left, or that it has ended. */
export function dueOf({ officerId, certificateId, next, nextAt }: RunningCertificateRow) {
  const command =
    next === 0
      ? ({ type: 'ExpireCertificate', certificateId, at: nextAt } satisfies DossierCommand)
      : ({ type: 'MarkExpiring', certificateId, daysLeft: next, at: nextAt } satisfies DossierCommand);
  const what = next === 0 ? 'certificate-expired' : `certificate-expiring-${next}`;
  return {
    aggregate: dossier,
    id: officerId,
    command,
    subject: `${what}:${officerId}:${certificateId}`,
    dueAt: nextAt.ms,
  };
}
