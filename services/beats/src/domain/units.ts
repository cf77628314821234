import { type Instant, readModel } from '@proximidad/eventsourcing';
import { placed } from './figure.ts';
import type { UnitEvent, UnitKind } from './unit.ts';
import { firstStanding, type Standing, type UnitLogEvent } from './unit-log.ts';

/** A unit, what it does now, and where. */
export interface UnitRow extends Standing {
  readonly id: string;
  readonly code: string;
  readonly kind: UnitKind;
  readonly entity: string;
  readonly municipality: string;
  readonly homeBeatId: string | null;
  readonly registeredAt: Instant;
  /** The part of its log that is written now; null before the first. */
  readonly part: string | null;
}

/** The units board. */
export const units = readModel<UnitRow, UnitEvent | UnitLogEvent>({
  name: 'units',
  version: 1,
  columns: {
    entity: 'text',
    municipality: 'text',
    code: 'text',
    status: 'text',
    beatId: 'text',
    incidentId: 'text',
  },
  keys(event, { category, id }) {
    if (category === 'unit') return [id];
    return category === 'unitlog' && 'unitId' in event ? [event.unitId] : [];
  },
  project(row, event, { id, entity }) {
    switch (event.type) {
      case 'UnitRegistered': {
        const { type: _, ...registration } = event;
        const standing = firstStanding(event.homeBeatId, event.registeredAt);
        return { id, entity, ...registration, ...standing, part: null };
      }
      case 'UnitLogOpened': {
        const { label, status, since, incidentId, beatId, enteredAt } = event;
        return row && { ...row, part: label, status, since, incidentId, beatId, enteredAt };
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
