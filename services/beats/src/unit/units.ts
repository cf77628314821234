import { type Instant, readModel } from '@proximidad/eventsourcing';
import { placed } from '../placed.ts';
import { initialActivity, type UnitActivity, unitLog } from '../unit-log/unit-log.ts';
import { unit } from './unit.ts';

/** A unit, what it does now, and where. */
export interface UnitRow extends UnitActivity {
  readonly id: string;
  readonly code: string;
  readonly kind: string;
  readonly entity: string;
  readonly municipality: string;
  readonly homeBeatId: string | null;
  readonly registeredAt: Instant;
  /** The current day of its log; null before the first. */
  readonly period: string | null;
  /** When it was retired for good. */
  readonly retiredAt: Instant | null;
}

/** The units board. */
export const units = readModel<UnitRow>()({
  name: 'units',
  version: 3,
  of: [unit, unitLog],
  columns: {
    entity: 'text',
    municipality: 'text',
    code: 'text',
    status: 'text',
    beatId: 'text',
    incidentId: 'text',
  },
  keys: (event, { id }) => ['unitId' in event ? event.unitId : id],
  project(row, event, { id, entity }) {
    switch (event.type) {
      case 'UnitRegistered': {
        const { type: _, ...registration } = event;
        const activity = initialActivity(event.homeBeatId, event.registeredAt);
        return { id, entity, ...registration, ...activity, period: null, retiredAt: null };
      }
      case 'UnitRetired': {
        const { retiredAt } = event;
        const out = { status: 'OUT_OF_SERVICE', incidentId: null, beatId: null, enteredAt: null } as const;
        return row && { ...row, ...out, since: retiredAt, retiredAt };
      }
      case 'UnitLogOpened': {
        const { label, status, since, incidentId, beatId, enteredAt } = event;
        if (row?.retiredAt) return { ...row, period: label };
        return row && { ...row, period: label, status, since, incidentId, beatId, enteredAt };
      }
      case 'UnitStatusChanged': {
        const { status, incidentId, at } = event;
        if (row?.retiredAt) return row;
        return row && at.ms >= row.since.ms ? { ...row, status, incidentId, since: at } : row;
      }
      case 'UnitEnteredBeat':
        return row && !row.retiredAt ? { ...row, beatId: event.beatId, enteredAt: event.at } : row;
      case 'UnitLeftBeat':
        return row && { ...row, beatId: null, enteredAt: null };
      case 'UnitLogClosed':
        return row;
    }
  },
  figure: (row) => (row.retiredAt ? [] : placed(row, row.status)),
});
