import { type Instant, readModel } from '@proximidad/eventsourcing';
import { placed } from '../placed.ts';
import { firstStanding, type Standing, unitLog } from '../unit-log/unit-log.ts';
import { unit, type UnitKind } from './unit.ts';

/** A unit, what it does now, and where. */
export interface UnitRow extends Standing {
  readonly id: string;
  readonly code: string;
  readonly kind: UnitKind;
  readonly entity: string;
  readonly municipality: string;
  readonly homeBeatId: string | null;
  readonly registeredAt: Instant;
  /** The day of its log that is written now; null before the first. */
  readonly period: string | null;
}

/** The units board. */
export const units = readModel<UnitRow>()({
  name: 'units',
  version: 2,
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
        const standing = firstStanding(event.homeBeatId, event.registeredAt);
        return { id, entity, ...registration, ...standing, period: null };
      }
      case 'UnitLogOpened': {
        const { label, status, since, incidentId, beatId, enteredAt } = event;
        return row && { ...row, period: label, status, since, incidentId, beatId, enteredAt };
      }
      case 'UnitStatusChanged': {
        const { status, incidentId, at } = event;
        return row && at.ms >= row.since.ms ? { ...row, status, incidentId, since: at } : row;
      }
      case 'UnitEnteredBeat':
        return row && { ...row, beatId: event.beatId, enteredAt: event.at };
      case 'UnitLeftBeat':
        return row && { ...row, beatId: null, enteredAt: null };
      case 'UnitLogClosed':
        return row;
    }
  },
  figure: (row) => placed(row, row.status),
});
