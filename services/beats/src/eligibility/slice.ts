import { reaction } from '@proximidad/bus';
import type { Slice } from '@proximidad/edge';
import type { Resources } from '../resources.ts';
import { eligibility } from './eligibility.ts';
import { flagsToClear } from '../officer-duty/flags.ts';
import { officersKnown } from './officers-known.ts';
import {
  noteCertificate,
  noteCertificateExpired,
  noteCertificateRevoked,
  noteCompetence,
  noteCompetenceRevoked,
  noteOfficer,
  noteSeparation,
  noteTransfer,
} from './reactions.ts';

const serving = { context: 'training', kind: 'restricted', inOrder: true } as const;
const training = { context: 'training', kind: 'public', inOrder: true } as const;

/** Officers as this service has learned of them; the names of reactions are part of their commands' ids. */
export const eligibilitySlice: Slice<Resources> = {
  aggregate: eligibility,
  readModels: [officersKnown],
  due: flagsToClear,
  reactions: () => [
    reaction({
      ...{ ...serving, name: 'note-officer', type: 'OfficerRegistered' },
      react: noteOfficer,
    }),
    reaction({ ...serving, name: 'note-transfer', type: 'OfficerTransferred', react: noteTransfer }),
    reaction({ ...serving, name: 'note-separation', type: 'OfficerSeparated', react: noteSeparation }),
    reaction({ ...training, name: 'note-certificate', type: 'CertificateIssued', react: noteCertificate }),
    reaction({ ...training, name: 'note-expiry', type: 'CertificateExpired', react: noteCertificateExpired }),
    reaction({
      ...{ ...training, name: 'note-revocation', type: 'CertificateRevoked' },
      react: noteCertificateRevoked,
    }),
    reaction({ ...training, name: 'note-competence', type: 'CompetenceGranted', react: noteCompetence }),
    reaction({
      ...{ ...training, name: 'note-competence-revoked', type: 'CompetenceRevoked' },
      react: noteCompetenceRevoked,
    }),
  ],
};
