import { type By, closedList, readModel } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import { ASKED_MAX_MS, keptPerson } from './kept-person.ts';
import type { KeptPersonEvent, RecordsAct } from './kept-person-events.ts';

type Of<Type extends KeptPersonEvent['type']> = Extract<KeptPersonEvent, { readonly type: Type }>;
type Facts<Type extends KeptPersonEvent['type']> = Omit<Of<Type>, 'type'>;

export const KeptPersonState = closedList(
  'KeptPersonState',
  {
    ACTIVE: 'Open to those with the right.',
    SEALED: 'Blocked: open to nobody.',
    ERASING: 'Two persons decided to erase it; this is not complete yet.',
    DESTROYED: 'Erased; `certificate` proves it.',
  },
  'The state of the data kept on a person.',
);

/** An act that waits for a second person. */
export interface AskedActRow extends Omit<Facts<'ActAsked'>, 'askedBy'> {
  readonly by: By;
}

export interface KeptPersonRow {
  /** The person's token. */
  readonly id: string;
  readonly entity: string;
  readonly state: z.infer<typeof KeptPersonState>;
  readonly retention: Facts<'RetentionCame'> | null;
  /** When its keys may be destroyed by the table of retention; null during the retention period, and once two persons have decided. */
  readonly destroyDueAt: number | null;
  readonly blockedBy: string | null;
  readonly hold: (Facts<'LegalHoldPlaced'> & { readonly reviewDue: boolean; readonly by: By }) | null;
  /** By when the hold has to be reviewed; null without a hold, and once the due review was noted. */
  readonly reviewAt: number | null;
  readonly asked: readonly AskedActRow[];
  /** Until when the last act that was asked for may be confirmed; null while none waits. */
  readonly askedUntil: number | null;
  /** 1 while a legal hold is in force. */
  readonly held: 0 | 1;
  readonly erasure: (Facts<'ErasureConfirmed'> & { readonly by: By }) | null;
  readonly certificate: Of<'SubjectKeyDestroyed'>['certificate'] | null;
  readonly changes: number;
  readonly told: number;
  /** 1 while a decision still has to be carried out. */
  readonly pending: 0 | 1;
  readonly changedAt: number;
}

/** What the office of records decided about persons, by their tokens. */
export const keptPersons = readModel<KeptPersonRow>()({
  name: 'kept-persons',
  version: 4,
  of: [keptPerson],
  columns: {
    entity: 'text',
    state: 'text',
    pending: 'integer',
    destroyDueAt: 'integer',
    reviewAt: 'integer',
    askedUntil: 'integer',
    held: 'integer',
    changedAt: 'integer',
  },
  indexes: [['entity', 'changedAt']],
  indexedAlone: ['pending', 'reviewAt'],
  project(before, event, { id, entity, by, recordedAt }) {
    const row = projected(before ?? { ...NOTHING, id, entity, changedAt: recordedAt }, event, by);
    const pending = row.told < row.changes || row.state === 'ERASING' ? 1 : 0;
    const { retention, state } = row;
    const due = retention && (retention.blockedUntil ?? retention.dueAt).ms;
    const isOver = state === 'ERASING' || state === 'DESTROYED';
    const destroyDueAt = isOver ? null : due;
    return { ...row, ...waiting(row), pending, destroyDueAt, changedAt: recordedAt };
  },
});

const NOTHING: Omit<KeptPersonRow, 'id' | 'entity' | 'changedAt'> = {
  ...{ state: 'ACTIVE', retention: null, destroyDueAt: null, blockedBy: null, hold: null, reviewAt: null },
  ...{ asked: [], askedUntil: null, held: 0 },
  ...{ erasure: null, certificate: null, changes: 0, told: 0, pending: 0 },
};

function waiting({ asked, hold }: KeptPersonRow): Pick<KeptPersonRow, 'askedUntil' | 'held'> {
  const latest = Math.max(...asked.map(({ askedAt }) => askedAt.ms));
  return { askedUntil: asked.length > 0 ? latest + ASKED_MAX_MS : null, held: hold ? 1 : 0 };
}

function projected(row: KeptPersonRow, event: KeptPersonEvent, by: By): KeptPersonRow {
  const changed = { ...row, changes: row.changes + 1 };
  switch (event.type) {
    case 'RetentionCame':
      return { ...row, retention: facts(event) };
    case 'RetentionRenewed':
      return { ...row, retention: null };
    case 'PersonBlocked':
      return { ...changed, blockedBy: event.order, state: 'SEALED' };
    case 'PersonUnblocked':
      return { ...changed, blockedBy: null, state: 'ACTIVE' };
    case 'ActAsked': {
      const { askedBy: _by, ...asked } = facts(event);
      return { ...row, asked: [...without(row, event.act), { ...asked, by }] };
    }
    case 'ActWithdrawn':
      return { ...row, asked: without(row, event.act) };
    case 'LegalHoldPlaced': {
      const hold = { ...facts(event), reviewDue: false, by };
      return { ...changed, hold, reviewAt: event.reviewBy.ms, asked: without(row, 'HOLD') };
    }
    case 'HoldReviewDue':
      return { ...row, reviewAt: null, hold: row.hold && { ...row.hold, reviewDue: true } };
    case 'LegalHoldReleased':
      return { ...changed, hold: null, reviewAt: null, asked: without(row, 'RELEASE') };
    case 'ErasureConfirmed':
      return { ...row, erasure: { ...facts(event), by }, state: 'ERASING', asked: [] };
    case 'SubjectKeyDestroyed':
      return { ...row, certificate: event.certificate, state: 'DESTROYED' };
    case 'VaultTold':
      return { ...row, told: event.change };
  }
}

function facts<Event extends KeptPersonEvent>({ type: _, ...rest }: Event): Omit<Event, 'type'> {
  return rest;
}

function without({ asked }: KeptPersonRow, act: RecordsAct): readonly AskedActRow[] {
  return asked.filter((one) => one.act !== act);
}
