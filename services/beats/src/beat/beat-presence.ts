import { entityOf, only, readModel } from '@proximidad/eventsourcing';
import { placed } from '../placed.ts';
import { unitLog, type UnitStatus, WORKING } from '../unit-log/unit-log.ts';
import { unit } from '../unit/unit.ts';
import { beat } from './beat.ts';

/** A beat and the units that are in it. */
export interface BeatPresenceRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
  /** False before it was designed and after it was closed. */
  readonly active: boolean;
  readonly units: Readonly<Record<string, { readonly status: UnitStatus; readonly sinceMs: number }>>;
}

/** Which beats have somebody. Kept for the figures: how many beats there are, and how many without a unit that works. */
export const beatPresence = readModel<BeatPresenceRow>()({
  name: 'beat-presence',
  version: 1,
  of: [
    only(beat, 'BeatDesigned', 'BeatClosed'),
    unit,
    only(unitLog, 'UnitLogOpened', 'UnitStatusChanged', 'UnitEnteredBeat', 'UnitLeftBeat'),
  ],
  columns: { entity: 'text', municipality: 'text' },
  keys(event, { category, id }) {
    if (category === beat.category) return [id];
    const beatId = 'homeBeatId' in event ? event.homeBeatId : 'beatId' in event ? event.beatId : null;
    return beatId === null ? [] : [beatId];
  },
  project(row, event, { id: subject }, id) {
    // Of the beat: a unit of the next entity may drive through.
    const before = row ?? { id, entity: entityOf(id), municipality: null, active: false, units: {} };
    switch (event.type) {
      case 'BeatDesigned':
        return { ...before, municipality: event.municipality, active: true };
      case 'BeatClosed':
        return { ...before, active: false };
      case 'UnitRegistered':
        return withUnit(before, subject, 'OFFLINE', event.registeredAt.ms);
      case 'UnitRetired':
        return without(before, subject);
      case 'UnitLogOpened':
        return withUnit(before, event.unitId, event.status, event.since.ms);
      case 'UnitStatusChanged':
        return withUnit(before, event.unitId, event.status, event.at.ms);
      case 'UnitEnteredBeat':
        return withUnit(before, event.unitId, event.status, event.since.ms);
      case 'UnitLeftBeat':
        return without(before, event.unitId);
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
