import { type Instant, readModel } from '@proximidad/eventsourcing';
import { access } from './access.ts';

export interface RevokedAccess {
  readonly entity: string;
  readonly subject: string;
  readonly reason: string;
  readonly revokedAt: Instant;
}

/** Whose access was revoked, by subject; the gateway asks it before every request. */
export const revokedAccess = readModel<RevokedAccess>()({
  name: 'revoked-access',
  version: 1,
  of: [access],
  columns: { entity: 'text', subject: 'text' },
  keys: ({ subject }) => [subject],
  project: (row, { subject, reason, revokedAt }, { entity }) => row ?? { entity, subject, reason, revokedAt },
});
