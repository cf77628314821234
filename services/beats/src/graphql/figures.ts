import { entities, SANDBOX_ENTITY } from '@proximidad/catalogues';
import { UnitStatus } from '@proximidad/contracts';
import type { Context } from '@proximidad/service';
import { beatPresence } from '../domain/beat-presence.ts';
import { duties } from '../domain/duties.ts';
import { units } from '../domain/units.ts';

const STATUSES = UnitStatus.options;

/** One row for each entity with facts that the caller may see; of his municipality, when he has one. */
export function presenceFigures(_: unknown, __: unknown, context: Context) {
  const places = context.subject.municipality
    ? [context.subject.municipality]
    : [...entities.map(({ code }) => code), SANDBOX_ENTITY];
  const keys = (names: readonly string[]) =>
    places.flatMap((place) => names.map((name) => `${place}:${name}`));
  const territory = context.figures(beatPresence, 'beat', { keys: keys(['beats', 'beatsWithoutUnit']) });
  const force = context.figures(units, 'unit', { keys: keys(STATUSES) });
  const service = context.figures(duties, 'officerduty', { keys: keys(['officersOnDuty']) });
  return places
    .map((place) => ({
      entity: place.slice(0, 2),
      beats: territory.get(`${place}:beats`) ?? 0,
      beatsWithoutUnit: territory.get(`${place}:beatsWithoutUnit`) ?? 0,
      officersOnDuty: service.get(`${place}:officersOnDuty`) ?? 0,
      units: STATUSES.map((status) => ({ status, count: force.get(`${place}:${status}`) ?? 0 })),
      lastEventAt: null,
    }))
    .filter((row) => row.beats + row.officersOnDuty > 0 || row.units.some(({ count }) => count > 0));
}
