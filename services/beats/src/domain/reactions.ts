import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import { eligibility, type EligibilityCommand, eligibilityId } from './eligibility.ts';

type Public = EventOf<typeof contracts.training.public>;
type Restricted = EventOf<typeof contracts.training.restricted>;
type Told<Type extends Public['type']> = Extract<Public, { type: Type }>;

/** What training tells of an officer is noted as this service's own fact before it is used (architecture, decision 9). */
export function noteOfficer({ officerId, municipality }: Extract<Restricted, { type: 'OfficerRegistered' }>) {
  return note({ type: 'NoteOfficer', officerId, municipality });
}

export function noteCertificate({ officerId, certificateId, validUntil }: Told<'CertificateIssued'>) {
  return note({ type: 'NoteCertificate', officerId, certificateId, validUntil });
}

export function noteCertificateExpired({ officerId, certificateId, expiredAt }: Told<'CertificateExpired'>) {
  return note({ type: 'NoteCertificateExpired', officerId, certificateId, expiredAt });
}

export function noteCompetence({ officerId, code, from, until }: Told<'CompetenceGranted'>) {
  return note({ type: 'NoteCompetence', officerId, code, from, until });
}

function note(command: EligibilityCommand) {
  return { aggregate: eligibility, id: eligibilityId(command.officerId), command };
}
