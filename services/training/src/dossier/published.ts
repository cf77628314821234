import type { contracts } from '@proximidad/contracts';
import { type EventOf, type Recorded, subjectToken } from '@proximidad/eventsourcing';
import type { DossierEvent } from './dossier.ts';
import { officerCuip } from './identifiers.ts';

interface Published {
  readonly public?: EventOf<typeof contracts.training.public>;
  readonly restricted?: EventOf<typeof contracts.training.restricted>;
}

/** Competences and certificates are public by pseudonym; which officers there are, and where, stays in the state; why one left, here. */
export function publishedDossier(event: DossierEvent, { id: officerId }: Recorded): Published {
  switch (event.type) {
    case 'OfficerRegistered':
      return { restricted: { type: event.type, officerId, municipality: event.municipality } };
    case 'OfficerTransferred': {
      const { type, municipality, transferredAt } = event;
      return { restricted: { type, officerId, municipality, transferredAt } };
    }
    case 'OfficerSeparated': {
      const { type, separatedAt } = event;
      return { restricted: { type, officerId, separatedAt } };
    }
    case 'CompetenceGranted': {
      const { type, code, from, until } = event;
      return { public: { type, officerId, code, from, until } };
    }
    case 'CompetenceRevoked': {
      const { type, code, revokedAt, held } = event;
      return { public: { type, officerId, code, revokedAt, held } };
    }
    case 'CertificateIssued': {
      const { type, certificateId, kind, issuedAt, validUntil } = event;
      return { public: { type, officerId, certificateId, kind, issuedAt, validUntil } };
    }
    case 'CertificateExpired': {
      const { type, certificateId, expiredAt } = event;
      return { public: { type, officerId, certificateId, expiredAt } };
    }
    case 'CertificateRevoked': {
      const { type, certificateId, revokedAt } = event;
      return { public: { type, officerId, certificateId, revokedAt } };
    }
    case 'DossierRetentionCame': {
      const { rule, dueAt } = event;
      return { restricted: { type: 'RetentionDue', ...kept(officerId), rule, dueAt } };
    }
    case 'DossierRetentionRenewed':
      return { restricted: { type: 'RetentionRenewed', ...kept(officerId), renewedAt: event.renewedAt } };
    case 'CertificateExpiring':
    case 'OfficerIdentified':
      return {};
  }
}

/** Whom the keys of a dossier are about. */
function kept(record: string) {
  return { subject: subjectToken(record, officerCuip.mark.subject), record };
}
