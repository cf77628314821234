import { entityOf, readModel } from '@proximidad/eventsourcing';
import type { BeatEvent } from './beat.ts';
import { placed } from './figure.ts';
import type { UnitEvent } from './unit.ts';
import { type UnitLogEvent, type UnitStatus, WORKING } from './unit-log.ts';

/** A beat and the units that are in it. */
export interface BeatPresenceRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
  /** False before it was designed and after it was closed. */
  readonly active: boolean;
  readonly units: Readonly<Record<string, { readonly status: UnitStatus; readonly sinceMs: number }>>;
}

type Event = BeatEvent | UnitEvent | UnitLogEvent;

/** Which beats have somebody. Kept for the figures: how many beats there are, and how many without a unit that works. */
export const beatPresence = readModel<BeatPresenceRow, Event>({
  name: 'beat-presence',
  version: 1,
  columns: { entity: 'text', municipality: 'text' },
  keys(event, { category, id }) {
    if (category === 'beat') return [id];
    if (category !== 'unit' && category !== 'unitlog') return [];
    const beatId = 'homeBeatId' in event ? event.homeBeatId : 'beatId' in event ? event.beatId : null;
    return beatId === null ? [] : [beatId];
  },
  project(row, event, { id: subject }, id) {
    // Of the beat: a unit of the next entity may drive through.
    const before = row ?? { id, entity: entityOf(id), municipality: null, active: false, units: {} };
    switch (event.type) {
      case 'BeatDesigned':
        return { ...before, municipality: event.municipality, active: true };
      case 'BeatRedrawn':
        return before;
      case 'BeatClosed':
        return { ...before, active: false };
      case 'UnitRegistered':
        return withUnit(before, subject, 'OFFLINE', event.registeredAt.ms);
      case 'UnitLogOpened':
        return withUnit(before, event.unitId, event.status, event.since.ms);
      case 'UnitStatusChanged':
        return withUnit(before, event.unitId, event.status, event.at.ms);
      case 'UnitEnteredBeat':
        return withUnit(before, event.unitId, event.status, event.since.ms);
      case 'UnitLeftBeat':
        return without(before, event.unitId);
      case 'UnitLogClosed':
        return before;
    }
  },
  figure(row) {
    if (!row.active) return [];
    const present = Object.values(row.units).some(({ status }) => WORKING.includes(status));
    return [...placed(row, 'beats'), ...(present ? [] : placed(row, 'beatsWithoutUnit'))];
  },
});

function withUnit(
  row: BeatPresenceRow,
  unitId: string,
  status: UnitStatus,
  sinceMs: number,
): BeatPresenceRow {
  const known = row.units[unitId];
  if (known && known.sinceMs > sinceMs) return row;
  return { ...row, units: { ...row.units, [unitId]: { status, sinceMs } } };
}

function without(row: BeatPresenceRow, unitId: string): BeatPresenceRow {
  const { [unitId]: _, ...units } = row.units;
  return { ...row, units };
}
