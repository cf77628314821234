import { type Instant, readModel } from '@proximidad/eventsourcing';
import type { AccessEvent } from './access.ts';
import type { SourceEvent } from './source.ts';

export interface RevokedAccess {
  readonly entity: string;
  readonly subject: string;
  readonly reason: string;
  readonly revokedAt: Instant;
}

/** Whose access was revoked, by subject; the gateway asks it before every request. */
export const revokedAccess = readModel<RevokedAccess, AccessEvent | SourceEvent>({
  name: 'revoked-access',
  version: 1,
  columns: { entity: 'text', subject: 'text' },
  keys: (event) => (event.type === 'AccessRevoked' ? [event.subject] : []),
  project(row, event, { entity }) {
    if (row || event.type !== 'AccessRevoked') return row;
    return { entity, subject: event.subject, reason: event.reason, revokedAt: event.revokedAt };
  },
});
