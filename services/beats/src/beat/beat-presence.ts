import { entityOf, only, readModel } from '@proximidad/eventsourcing';
import { placed } from '../placed.ts';
import { unitLog, type UnitStatus, WORKING } from '../unit-log/unit-log.ts';
import { unit } from '../unit/unit.ts';
import { beat } from './beat.ts';
import { type Emptiness, from, NEVER_EMPTY } from './emptiness.ts';

/** A beat and the units that are in it. */
export interface BeatPresenceRow extends Emptiness {
  readonly id: string;
  /** The same, for callers who are tied to one beat. */
  readonly beatId: string;
  readonly entity: string;
  readonly municipality: string | null;
  /** False before it was designed and after it was closed. */
  readonly active: boolean;
  /** Units that were retired here: what is told of them late brings none back. */
  readonly retired: readonly string[];
  readonly units: Readonly<Record<string, { readonly status: UnitStatus; readonly sinceMs: number }>>;
}

/** Which beats have units in them. Kept for the figures: how many beats there are, and how many have no working unit. */
export const beatPresence = readModel<BeatPresenceRow>()({
  name: 'beat-presence',
  version: 3,
  of: [
    only(beat, 'BeatDesigned', 'BeatClosed'),
    unit,
    only(unitLog, 'UnitLogOpened', 'UnitStatusChanged', 'UnitEnteredBeat', 'UnitLeftBeat'),
  ],
  columns: { entity: 'text', municipality: 'text', beatId: 'text' },
  keys(event, { category, id }) {
    if (category === beat.category) return [id];
    const beatId = 'homeBeatId' in event ? event.homeBeatId : 'beatId' in event ? event.beatId : null;
    return beatId === null ? [] : [beatId];
  },
  project(row, event, { id: subject }, id) {
    // The beat's entity, not the unit's: a unit of the next entity may drive through.
    const before = row ?? {
      ...{ id, beatId: id, entity: entityOf(id), municipality: null, active: false, retired: [], units: {} },
      ...NEVER_EMPTY,
    };
    switch (event.type) {
      case 'BeatDesigned':
        return known({ ...before, municipality: event.municipality, active: true }, event.validFrom.ms);
      case 'BeatClosed':
        return { ...before, active: false };
      case 'UnitRegistered':
        return known(withUnit(before, subject, 'OFFLINE', event.registeredAt.ms), event.registeredAt.ms);
      case 'UnitRetired':
        return known(retiredHere(before, subject), event.retiredAt.ms);
      case 'UnitLogOpened':
        return known(withUnit(before, event.unitId, event.status, event.since.ms), event.since.ms);
      case 'UnitStatusChanged':
        return known(withUnit(before, event.unitId, event.status, event.at.ms), event.at.ms);
      case 'UnitEnteredBeat':
        return known(withUnit(before, event.unitId, event.status, event.since.ms), event.at.ms);
      case 'UnitLeftBeat':
        return known(without(before, event.unitId), event.at.ms);
    }
  },
  figure(row) {
    if (!row.active) return [];
    return [...placed(row, 'beats'), ...(isPresent(row) ? [] : placed(row, 'beatsWithoutUnit'))];
  },
});

const isPresent = ({ units }: BeatPresenceRow) =>
  Object.values(units).some(({ status }) => WORKING.includes(status));

/** With the time at which it became empty, or no longer was. */
const known = (row: BeatPresenceRow, atMs: number): BeatPresenceRow => ({
  ...row,
  ...from(row, { isPresent: isPresent(row), atMs }),
});

function withUnit(
  row: BeatPresenceRow,
  unitId: string,
  status: UnitStatus,
  sinceMs: number,
): BeatPresenceRow {
  const known = row.units[unitId];
  if (row.retired.includes(unitId)) return row;
  if (known && known.sinceMs > sinceMs) return row;
  return { ...row, units: { ...row.units, [unitId]: { status, sinceMs } } };
}

function retiredHere(row: BeatPresenceRow, unitId: string): BeatPresenceRow {
  const retired = row.retired.includes(unitId) ? row.retired : [...row.retired, unitId];
  return { ...without(row, unitId), retired };
}

function without(row: BeatPresenceRow, unitId: string): BeatPresenceRow {
  const { [unitId]: _, ...units } = row.units;
  return { ...row, units };
}
