import { type Instant, only, readModel } from '@proximidad/eventsourcing';
import { placed } from '../placed.ts';
import type { CertificationGate } from '@proximidad/catalogues';
import type { ModelBasis } from '@proximidad/contracts';
import { officerDuty } from './officer-duty.ts';
import type { DutyEndReason, DutyFlagReason, DutyMethod, OfficerDutyEvent } from './officer-duty-events.ts';

/** What a supervisor has to review in a duty, until it no longer applies. */
export interface FlagRow {
  readonly reason: DutyFlagReason;
  readonly certificationGate: CertificationGate;
  readonly basis: ModelBasis;
  /** Null while it applies, and if the duty ended under it. */
  readonly clearedAt: Instant | null;
}

/** An officer's duty: the open one, or the last. */
export interface DutyRow {
  readonly officerId: string;
  readonly entity: string;
  readonly municipality: string | null;
  /** The current year of the officer. */
  readonly period: string;
  readonly onDuty: boolean;
  readonly unitId: string | null;
  readonly overran: boolean;
  /** Null before the first duty. */
  readonly method: DutyMethod | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly endReason: DutyEndReason | null;
  readonly flag: FlagRow | null;
  /** Whether it goes on under the flag. */
  readonly flagged: boolean;
}

/** One that has begun: what the graph shows. */
export interface StartedDuty extends DutyRow {
  readonly method: DutyMethod;
  readonly startedAt: Instant;
}

export function hasStarted(row: DutyRow): row is StartedDuty {
  return row.startedAt !== null;
}

/** Who is on duty. */
export const duties = readModel<DutyRow>()({
  name: 'duties',
  version: 3,
  of: [
    only(
      officerDuty,
      ...(['OfficerDutyOpened', 'OfficerDutyStarted', 'OfficerDutyOverran', 'OfficerDutyEnded'] as const),
      ...(['OfficerDutyFlagged', 'OfficerDutyFlagCleared', 'OfficerDutyResumed'] as const),
    ),
  ],
  columns: {
    entity: 'text',
    municipality: 'text',
    onDuty: 'integer',
    overran: 'integer',
    flagged: 'integer',
    unitId: 'text',
    startedAt: 'instant',
  },
  keys: ({ officerId }) => [officerId],
  project(row, event, { entity }) {
    switch (event.type) {
      case 'OfficerDutyOpened':
        return { ...(row ?? begun(event, entity)), period: event.label };
      case 'OfficerDutyStarted': {
        const { municipality, unitId, method, startedAt } = event;
        const open = { onDuty: true, overran: false, endedAt: null, endReason: null, ...UNFLAGGED };
        return row && { ...row, municipality, unitId, method, startedAt, ...open };
      }
      case 'OfficerDutyOverran':
        return row && { ...row, overran: true };
      case 'OfficerDutyFlagged':
        return row && { ...row, flag: flagOf(event), flagged: true };
      case 'OfficerDutyFlagCleared':
        return (
          row && { ...row, flag: row.flag && { ...row.flag, clearedAt: event.clearedAt }, flagged: false }
        );
      case 'OfficerDutyEnded':
        return (
          row && { ...row, onDuty: false, endedAt: event.endedAt, endReason: event.reason, flagged: false }
        );
      case 'OfficerDutyResumed':
        return row && { ...row, onDuty: true, endedAt: null, endReason: null, flagged: event.flagged };
    }
  },
  figure: (row) => (row.onDuty ? placed(row, 'officersOnDuty') : []),
});

const UNFLAGGED = { flag: null, flagged: false };

/** The flag with which a duty begins. */
export function flagOf({
  reason,
  certificationGate,
  basis,
}: Extract<OfficerDutyEvent, { type: 'OfficerDutyFlagged' }>): FlagRow {
  return { reason, certificationGate, basis, clearedAt: null };
}

function begun(
  { officerId, municipality }: Extract<OfficerDutyEvent, { type: 'OfficerDutyOpened' }>,
  entity: string,
): Omit<DutyRow, 'period'> {
  const never = { unitId: null, method: null, startedAt: null, endedAt: null, endReason: null, ...UNFLAGGED };
  return { officerId, entity, municipality, onDuty: false, overran: false, ...never };
}
