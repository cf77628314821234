import { type ModelProfile, RETENTION, spanEnd } from '@proximidad/catalogues';
import { type By, type Instant, only, readModel, type Recorded } from '@proximidad/eventsourcing';
import type { ModelBasis } from '@proximidad/contracts';
import { dossier, type DossierEvent } from './dossier.ts';
import { withRevocation } from './grants.ts';
import type { SeparationReason } from './serving.ts';

export interface OfficerCertificate {
  readonly certificateId: string;
  readonly kind: string;
  readonly issuedAt: Instant;
  readonly validUntil: Instant;
  /** What its length rests on; null if it was issued before this was kept. */
  readonly basis: ModelBasis | null;
  /** When it ceased to be valid, if it was revoked. */
  readonly revokedAt: Instant | null;
  /** Whether its end, or its revocation, was recorded. */
  readonly over: boolean;
  /** Who issued it. */
  readonly by: By;
}

export interface OfficerCompetence {
  readonly code: string;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly courseId: string | null;
  /** Who granted it; the service itself if it came from a course. */
  readonly by: By;
}

/** Under the model that governs where the officer serves. */
export interface ShownCompetence extends OfficerCompetence {
  readonly model: ModelProfile;
}

/** The officer's keys in the registers; sealed. */
export interface IdentifiersRow {
  readonly officerId: string;
  readonly cuip: string | null;
  readonly curp: string | null;
}

export interface OfficerRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
  readonly rank: string;
  readonly registeredAt: Instant;
  /** When the officer left the service, and why; null while serving. */
  readonly separatedAt: Instant | null;
  readonly separatedBecause: SeparationReason | null;
  /** The certificate that is valid longest. */
  readonly certificate: OfficerCertificate | null;
  /** All certificates, in the order in which they were recorded. */
  readonly certificates: readonly OfficerCertificate[];
  readonly certifiedUntil: Instant | null;
  /** Whether its end has not been recorded yet; by a given clock it may have come (`certifiedUntil`). */
  readonly certified: boolean;
  /** Each grant by itself: the competences held follow from all of them. */
  readonly grants: readonly OfficerCompetence[];
  /** Sealed; null until recorded. */
  readonly identifiers: IdentifiersRow | null;
  /** When the retention time of the keys of an officer who left is over, by the table, Unix milliseconds; null while serving, without keys, and once that was noted. */
  readonly retentionAt: number | null;
  /** Whether that was noted. */
  readonly retained: boolean;
  /** When anything about it was last recorded, Unix milliseconds. */
  readonly changedAt: number;
}

/** The row of the table that sets how long a dossier is kept. */
export const DOSSIER_RULE = 'TRAINING_DOSSIER';

const TOLD = [
  ...(['OfficerRegistered', 'OfficerTransferred', 'OfficerSeparated', 'OfficerIdentified'] as const),
  ...(['CompetenceGranted', 'CompetenceRevoked'] as const),
  ...(['CertificateIssued', 'CertificateExpired', 'CertificateRevoked'] as const),
  ...(['DossierRetentionCame', 'DossierRetentionRenewed'] as const),
] as const;

/** Each officer with certificates and competences. */
export const officers = readModel<OfficerRow>()({
  name: 'officers',
  version: 9,
  of: [only(dossier, ...TOLD)],
  columns: {
    entity: 'text',
    municipality: 'text',
    registeredAt: 'instant',
    certified: 'integer',
    certifiedUntil: 'instant',
    separatedAt: 'instant',
    retentionAt: 'integer',
    changedAt: 'instant',
  },
  indexes: [
    ['entity', 'registeredAt'],
    ['municipality', 'registeredAt'],
    ['entity', 'certified', 'certifiedUntil'],
    ['entity', 'changedAt'],
    ['retentionAt'],
  ],
  project(before, event, recorded) {
    const row = projected(before, event, recorded);
    return row && { ...row, retentionAt: retentionOf(row) };
  },
  guarded: () => true,
  figure({ entity, municipality, certified, separatedAt }) {
    if (separatedAt) return [];
    const places = municipality === null ? [entity] : [entity, municipality];
    return places.flatMap((place) => [
      { key: `${place}:officers`, add: 1 },
      ...(certified ? [{ key: `${place}:certified`, add: 1 }] : []),
    ]);
  },
});

/** Without when its retention is over, which follows from the whole. */
function projected(
  row: OfficerRow | undefined,
  event: Extract<DossierEvent, { readonly type: (typeof TOLD)[number] }>,
  { id, entity, recordedAt, by }: Pick<Recorded, 'id' | 'entity' | 'recordedAt' | 'by'>,
): OfficerRow | undefined {
  switch (event.type) {
    case 'OfficerRegistered': {
      const { type: _type, ...fields } = event;
      return { id, entity, ...(row ?? WITHOUT_ANY), ...fields, ...SERVING, changedAt: recordedAt };
    }
    case 'OfficerTransferred': {
      const { municipality, rank } = event;
      return row && { ...row, municipality, rank, changedAt: recordedAt };
    }
    case 'OfficerSeparated': {
      const { separatedAt, reason: separatedBecause } = event;
      return row && { ...row, separatedAt, separatedBecause, changedAt: recordedAt };
    }
    case 'OfficerIdentified': {
      if (!row) return row;
      const cuip = event.cuip ?? row.identifiers?.cuip ?? null;
      const curp = event.curp ?? row.identifiers?.curp ?? null;
      return { ...row, identifiers: { officerId: id, cuip, curp }, changedAt: recordedAt };
    }
    case 'CompetenceGranted': {
      const { type: _type, ...competence } = event;
      return row && { ...row, grants: [...row.grants, { ...competence, by }], changedAt: recordedAt };
    }
    case 'CompetenceRevoked':
      return row && { ...row, grants: withRevocation(row.grants, event), changedAt: recordedAt };
    case 'CertificateIssued': {
      const { type: _type, ...certificate } = event;
      const issued = { ...certificate, revokedAt: null, over: false, by };
      return row && { ...withCertificates(row, [...row.certificates, issued]), changedAt: recordedAt };
    }
    case 'CertificateExpired':
      return row && { ...ended(row, event.certificateId, null), changedAt: recordedAt };
    case 'CertificateRevoked':
      return row && { ...ended(row, event.certificateId, event.revokedAt), changedAt: recordedAt };
    case 'DossierRetentionCame':
    case 'DossierRetentionRenewed':
      return row && { ...row, retained: event.type === 'DossierRetentionCame', changedAt: recordedAt };
  }
}

function retentionOf({ identifiers, separatedAt, retained }: OfficerRow): number | null {
  return identifiers && separatedAt && !retained
    ? spanEnd(separatedAt.ms, RETENTION[DOSSIER_RULE].kept)
    : null;
}

const SERVING = { separatedAt: null, separatedBecause: null, retained: false, retentionAt: null } as const;

const WITHOUT_ANY = {
  certificate: null,
  certificates: [],
  certifiedUntil: null,
  certified: false,
  grants: [],
  identifiers: null,
} as const;

/** Until when a certificate is valid, as it turned out. */
export function validityEnd({ validUntil, revokedAt }: OfficerCertificate): Instant {
  return revokedAt ?? validUntil;
}

function ended(row: OfficerRow, certificateId: string, revokedAt: Instant | null): OfficerRow {
  const certificates = row.certificates.map((each) =>
    each.certificateId === certificateId ? { ...each, revokedAt, over: true } : each,
  );
  return withCertificates(row, certificates);
}

function withCertificates(row: OfficerRow, certificates: readonly OfficerCertificate[]): OfficerRow {
  const longest = certificates.reduce<OfficerCertificate | null>(
    (one, other) => (one && validityEnd(one).ms >= validityEnd(other).ms ? one : other),
    null,
  );
  const certifiedUntil = longest && validityEnd(longest);
  return { ...row, certificates, certificate: longest, certifiedUntil, certified: longest?.over === false };
}
