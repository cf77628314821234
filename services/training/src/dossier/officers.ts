import { type Instant, only, readModel } from '@proximidad/eventsourcing';
import type { CertificateKind } from './certificate.ts';
import { dossier, type Rank } from './dossier.ts';

export interface OfficerCertificate {
  readonly certificateId: string;
  readonly kind: CertificateKind;
  readonly issuedAt: Instant;
  readonly validUntil: Instant;
}

export interface OfficerCompetence {
  readonly code: string;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly courseId: string | null;
}

export interface OfficerRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
  readonly rank: Rank;
  readonly registeredAt: Instant;
  /** The one that is valid longest. */
  readonly certificate: OfficerCertificate | null;
  readonly certifiedUntil: Instant | null;
  /** Whether its end has not been recorded yet; at a given clock it may have come (`certifiedUntil`). */
  readonly certified: boolean;
  /** The newest of each code. */
  readonly competences: readonly OfficerCompetence[];
  /** When anything of it was last recorded, Unix milliseconds. */
  readonly changedAt: number;
}

/** Who is able: each officer with certificate and competences. */
export const officers = readModel<OfficerRow>()({
  name: 'officers',
  version: 1,
  of: [only(dossier, 'OfficerRegistered', 'CompetenceGranted', 'CertificateIssued', 'CertificateExpired')],
  columns: {
    entity: 'text',
    municipality: 'text',
    registeredAt: 'instant',
    certified: 'integer',
    certifiedUntil: 'instant',
    changedAt: 'instant',
  },
  indexes: [
    ['entity', 'registeredAt'],
    ['municipality', 'registeredAt'],
    ['entity', 'certified', 'certifiedUntil'],
    ['entity', 'changedAt'],
  ],
  project(row, event, { id, entity, recordedAt }) {
    switch (event.type) {
      case 'OfficerRegistered': {
        const { type: _type, ...fields } = event;
        return { id, entity, ...fields, ...WITHOUT_ANY, changedAt: recordedAt };
      }
      case 'CompetenceGranted': {
        const { type: _type, ...competence } = event;
        return row && { ...row, competences: withNewest(row.competences, competence), changedAt: recordedAt };
      }
      case 'CertificateIssued': {
        const { type: _type, ...certificate } = event;
        return row && { ...withLongest(row, certificate), changedAt: recordedAt };
      }
      case 'CertificateExpired': {
        if (row?.certificate?.certificateId !== event.certificateId) return row;
        return { ...row, certified: false, changedAt: recordedAt };
      }
    }
  },
  guarded: () => true,
  figure({ entity, municipality, certified }) {
    const places = municipality === null ? [entity] : [entity, municipality];
    return places.flatMap((place) => [
      { key: `${place}:officers`, add: 1 },
      ...(certified ? [{ key: `${place}:certified`, add: 1 }] : []),
    ]);
  },
});

const WITHOUT_ANY = { certificate: null, certifiedUntil: null, certified: false, competences: [] } as const;

function withNewest(held: readonly OfficerCompetence[], granted: OfficerCompetence) {
  return [...held.filter(({ code }) => code !== granted.code), granted];
}

function withLongest(row: OfficerRow, certificate: OfficerCertificate): OfficerRow {
  const { certifiedUntil } = row;
  if (certifiedUntil !== null && certifiedUntil.ms >= certificate.validUntil.ms) return row;
  return { ...row, certificate, certifiedUntil: certificate.validUntil, certified: true };
}
