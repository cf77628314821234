import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { access, type RevocationReason } from './access.ts';

/** The state of one subject's access, once its end was requested. */
export interface AccessRow {
  readonly id: string;
  readonly entity: string;
  /** 1 while it is revoked. */
  readonly revoked: 0 | 1;
  /** 1 while a revocation waits for a second person. */
  readonly asked: 0 | 1;
  readonly reason: RevocationReason | null;
  readonly until: Instant | null;
  readonly revokedAt: Instant | null;
  readonly revokedBy: By | null;
  readonly asking: Asking | null;
  readonly reinstatedAt: Instant | null;
  readonly reinstatedBy: By | null;
  /** The key that its id was derived with; null for one from before pseudonyms. */
  readonly key: string | null;
  readonly changedAt: Instant;
}

/** A request that waits for a second person. */
export interface Asking {
  readonly reason: RevocationReason;
  readonly until: Instant | null;
  readonly at: Instant;
  readonly by: By;
}

const NOTHING: Omit<AccessRow, 'id' | 'entity' | 'changedAt'> = {
  ...{ revoked: 0, asked: 0, reason: null, until: null, revokedAt: null, revokedBy: null, asking: null },
  ...{ reinstatedAt: null, reinstatedBy: null, key: null },
};

/** Whose access was revoked, by id; the gateway checks it before every request. */
export const revokedAccess = readModel<AccessRow>()({
  name: 'revoked-access',
  version: 2,
  of: [access],
  columns: { entity: 'text', revoked: 'integer', asked: 'integer', until: 'instant', changedAt: 'instant' },
  project(row, event, { id, entity, by }) {
    const before = row ?? { id, entity, ...NOTHING, changedAt: by.at };
    switch (event.type) {
      case 'RevocationAsked': {
        const { reason, until, key, askedAt: at } = event;
        return { ...before, asked: 1, asking: { reason, until, at, by }, key, changedAt: at };
      }
      case 'RevocationWithdrawn':
        return { ...before, asked: 0, asking: null, changedAt: event.withdrawnAt };
      case 'AccessRevoked': {
        const { reason, until, key, revokedAt } = event;
        return {
          ...{ ...before, revoked: 1, asked: 0, asking: null, reason, until, key, revokedAt, revokedBy: by },
          ...{ reinstatedAt: null, reinstatedBy: null, changedAt: revokedAt },
        };
      }
      case 'AccessReinstated':
        return {
          ...{ ...before, revoked: 0, until: null, reinstatedAt: event.reinstatedAt, reinstatedBy: by },
          changedAt: event.reinstatedAt,
        };
    }
  },
});
