import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { type AgreedOutcome, session, type SessionEvent } from './session.ts';

type Agreed = Extract<SessionEvent, { type: 'SessionAgreed' }>;

/** An agreement of the session, and its outcome. */
export interface AgreedRow extends Omit<Agreed, 'type'> {
  readonly outcome: AgreedOutcome | null;
  readonly settledAt: Instant | null;
  readonly by: By;
  readonly settledBy: By | null;
}

export interface SessionRow extends Omit<Extract<SessionEvent, { type: 'SessionHeld' }>, 'type'> {
  readonly id: string;
  readonly entity: string;
  readonly agreements: readonly AgreedRow[];
  readonly by: By;
}

/** Sessions of bodies. */
export const sessions = readModel<SessionRow>()({
  name: 'sessions',
  version: 1,
  of: [session],
  columns: { entity: 'text', body: 'text', heldAt: 'instant' },
  indexes: [['body', 'heldAt']],
  project(row, event, { id, entity, by }) {
    switch (event.type) {
      case 'SessionHeld': {
        const { type: _type, ...held } = event;
        return { ...held, id, entity, agreements: [], by };
      }
      case 'SessionAgreed': {
        const { type: _type, ...agreed } = event;
        const open: AgreedRow = { ...agreed, outcome: null, settledAt: null, by, settledBy: null };
        return row && { ...row, agreements: [...row.agreements, open] };
      }
      case 'SessionAgreementSettled': {
        const { number, outcome, settledAt } = event;
        const settled = (one: AgreedRow) =>
          one.number === number ? { ...one, outcome, settledAt, settledBy: by } : one;
        return row && { ...row, agreements: row.agreements.map(settled) };
      }
      case 'SessionAgreementReopened': {
        const open = { outcome: null, settledAt: null, settledBy: null };
        const reopened = (one: AgreedRow) => (one.number === event.number ? { ...one, ...open } : one);
        return row && { ...row, agreements: row.agreements.map(reopened) };
      }
    }
  },
});

/** Past its due day and still open. */
export function isLate({ outcome, dueAt }: AgreedRow, ms: number): boolean {
  return outcome === null && dueAt !== null && dueAt.ms <= ms;
}
