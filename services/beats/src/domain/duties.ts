import { type Instant, readModel } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import { placed } from './figure.ts';
import type { DutyEndReason, DutyMethod, OfficerDutyEvent } from './officer-duty.ts';

/** An officer's duty: the open one, or the last. */
export interface DutyRow {
  readonly officerId: string;
  readonly entity: string;
  readonly municipality: string | null;
  /** The part of the officer's stream that is written now. */
  readonly part: string;
  readonly onDuty: boolean;
  readonly unitId: string | null;
  readonly overran: boolean;
  /** Null before the first duty. */
  readonly method: z.infer<typeof DutyMethod> | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly endReason: z.infer<typeof DutyEndReason> | null;
}

/** Who is on duty. */
export const duties = readModel<DutyRow, OfficerDutyEvent>({
  name: 'duties',
  version: 1,
  columns: {
    entity: 'text',
    municipality: 'text',
    onDuty: 'integer',
    overran: 'integer',
    unitId: 'text',
    startedAt: 'instant',
  },
  keys: (event, { category }) => (category === 'officerduty' ? [event.officerId] : []),
  project(row, event, { entity }) {
    switch (event.type) {
      case 'OfficerDutyOpened':
        return { ...(row ?? begun(event, entity)), part: event.label };
      case 'OfficerDutyStarted': {
        const { municipality, unitId, method, startedAt } = event;
        const open = { onDuty: true, overran: false, endedAt: null, endReason: null };
        return row && { ...row, municipality, unitId, method, startedAt, ...open };
      }
      case 'OfficerDutyOverran':
        return row && { ...row, overran: true };
      case 'OfficerAssigned':
        return row;
      case 'OfficerDutyEnded':
        return row && { ...row, onDuty: false, endedAt: event.endedAt, endReason: event.reason };
      case 'OfficerDutyClosed':
        return row;
    }
  },
  figure: (row) => (row.onDuty ? placed(row, 'officersOnDuty') : []),
});

function begun(
  { officerId, municipality }: Extract<OfficerDutyEvent, { type: 'OfficerDutyOpened' }>,
  entity: string,
): Omit<DutyRow, 'part'> {
  const never = { unitId: null, method: null, startedAt: null, endedAt: null, endReason: null };
  return { officerId, entity, municipality, onDuty: false, overran: false, ...never };
}
