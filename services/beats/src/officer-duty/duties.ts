import { type Instant, only, readModel } from '@proximidad/eventsourcing';
import { placed } from '../placed.ts';
import { type DutyEndReason, type DutyMethod, officerDuty, type OfficerDutyEvent } from './officer-duty.ts';

/** An officer's duty: the open one, or the last. */
export interface DutyRow {
  readonly officerId: string;
  readonly entity: string;
  readonly municipality: string | null;
  /** The year of the officer that is written now. */
  readonly period: string;
  readonly onDuty: boolean;
  readonly unitId: string | null;
  readonly overran: boolean;
  /** Null before the first duty. */
  readonly method: DutyMethod | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly endReason: DutyEndReason | null;
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
  version: 2,
  of: [
    only(officerDuty, 'OfficerDutyOpened', 'OfficerDutyStarted', 'OfficerDutyOverran', 'OfficerDutyEnded'),
  ],
  columns: {
    entity: 'text',
    municipality: 'text',
    onDuty: 'integer',
    overran: 'integer',
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
        const open = { onDuty: true, overran: false, endedAt: null, endReason: null };
        return row && { ...row, municipality, unitId, method, startedAt, ...open };
      }
      case 'OfficerDutyOverran':
        return row && { ...row, overran: true };
      case 'OfficerDutyEnded':
        return row && { ...row, onDuty: false, endedAt: event.endedAt, endReason: event.reason };
    }
  },
  figure: (row) => (row.onDuty ? placed(row, 'officersOnDuty') : []),
});

function begun(
  { officerId, municipality }: Extract<OfficerDutyEvent, { type: 'OfficerDutyOpened' }>,
  entity: string,
): Omit<DutyRow, 'period'> {
  const never = { unitId: null, method: null, startedAt: null, endedAt: null, endReason: null };
  return { officerId, entity, municipality, onDuty: false, overran: false, ...never };
}
