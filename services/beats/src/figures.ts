import { entities, SANDBOX_ENTITY } from '@proximidad/catalogues';
import { UnitStatus } from '@proximidad/contracts';
import type { Context } from '@proximidad/edge';
import { type Cell, ownsCounts, disclosedCells } from '@proximidad/policy';
import { beatPresence } from './beat/beat-presence.ts';
import { duties } from './officer-duty/duties.ts';
import { units } from './unit/units.ts';

const ENTITY_CODES: readonly string[] = [...entities.map(({ code }) => code), SANDBOX_ENTITY];
const STATUSES = UnitStatus.options;

export interface FiguresRow {
  readonly entity: string;
  readonly beats: number;
  readonly beatsWithoutUnit: number;
  readonly officersOnDuty: Cell;
  readonly units: readonly { readonly status: (typeof STATUSES)[number]; readonly count: Cell }[];
  readonly lastEventAt: null;
}

/** One row for each place that has facts: the entities, or only the municipality of a caller who serves no more than that one. */
export function presenceFigures({ subject, figures }: Context): FiguresRow[] {
  const places = subject.municipality === undefined ? ENTITY_CODES : [subject.municipality];
  const keys = (names: readonly string[]) =>
    places.flatMap((place) => names.map((name) => `${place}:${name}`));
  const territory = figures(beatPresence, 'beat', { keys: keys(['beats', 'beatsWithoutUnit']) });
  const force = figures(units, 'unit', { keys: keys(STATUSES) });
  const service = figures(duties, 'officerduty', { keys: keys(['officersOnDuty']) });
  return places
    .map((place) => ({
      place,
      entity: place.slice(0, 2),
      beats: territory.get(`${place}:beats`) ?? 0,
      beatsWithoutUnit: territory.get(`${place}:beatsWithoutUnit`) ?? 0,
      officersOnDuty: service.get(`${place}:officersOnDuty`) ?? 0,
      units: STATUSES.map((status) => ({ status, count: force.get(`${place}:${status}`) ?? 0 })),
      lastEventAt: null,
    }))
    .filter((row) => row.beats + row.officersOnDuty > 0 || row.units.some(({ count }) => count > 0))
    .map(({ place, ...row }) => (ownsCounts(subject, 'unit', place) ? row : outside(row)));
}

type Counted = Omit<FiguresRow, 'officersOnDuty' | 'units'> & {
  readonly officersOnDuty: number;
  readonly units: readonly { readonly status: (typeof STATUSES)[number]; readonly count: number }[];
};

/** As shown to callers other than the owner: beats are public; of officers and units, no cell below five is shown. */
function outside(row: Counted): FiguresRow {
  const counts = disclosedCells(row.units.map(({ count }) => count));
  const units = row.units.map(({ status }, index) => ({ status, count: counts[index]! }));
  return { ...row, officersOnDuty: disclosedCells([row.officersOnDuty])[0]!, units };
}
