import type { contracts } from '@proximidad/contracts';
import { type CommandOf, type EventOf, execution } from '@proximidad/eventsourcing';
import { eligibility, eligibilityId } from './eligibility.ts';

type Public = EventOf<typeof contracts.training.public>;
type Restricted = EventOf<typeof contracts.training.restricted>;
type Published<Type extends Public['type']> = Extract<Public, { type: Type }>;

/** What training reports about an officer is noted as this service's own fact before it is used (ADR 109). */
export function noteOfficer({ officerId, municipality }: Extract<Restricted, { type: 'OfficerRegistered' }>) {
  return note({ type: 'NoteOfficer', officerId, municipality });
}

export function noteTransfer({
  officerId,
  municipality,
}: Extract<Restricted, { type: 'OfficerTransferred' }>) {
  return note({ type: 'NoteOfficer', officerId, municipality });
}

export function noteSeparation({
  officerId,
  separatedAt,
}: Extract<Restricted, { type: 'OfficerSeparated' }>) {
  return note({ type: 'NoteOfficerSeparated', officerId, separatedAt });
}

export function noteCertificate(event: Published<'CertificateIssued'>) {
  const { officerId, certificateId, issuedAt, validUntil } = event;
  return note({ type: 'NoteCertificate', officerId, certificateId, issuedAt, validUntil });
}

export function noteCertificateExpired(event: Published<'CertificateExpired'>) {
  const { officerId, certificateId, expiredAt } = event;
  return note({ type: 'NoteCertificateExpired', officerId, certificateId, expiredAt });
}

/** Expired or revoked, it supports no assignment from then on. */
export function noteCertificateRevoked(event: Published<'CertificateRevoked'>) {
  const { officerId, certificateId, revokedAt: expiredAt } = event;
  return note({ type: 'NoteCertificateExpired', officerId, certificateId, expiredAt });
}

export function noteCompetence({ officerId, code, from, until }: Published<'CompetenceGranted'>) {
  return note({ type: 'NoteCompetence', officerId, code, from, until });
}

export function noteCompetenceRevoked({ officerId, code, held }: Published<'CompetenceRevoked'>) {
  return note({ type: 'NoteCompetenceRevoked', officerId, code, held });
}

function note(command: CommandOf<typeof eligibility>) {
  return execution(eligibility, eligibilityId(command.officerId), command);
}
