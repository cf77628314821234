import type { GroundQuery, UnitStatus } from '../../documents/documents.gen.ts';
import { townOf } from '../sala/board.ts';
import type { Beat } from '../sala/places.ts';

type Picture = GroundQuery['operationsPicture'];
export type GroundIncident = NonNullable<Picture['openIncidents']>[number];
export type GroundUnit = NonNullable<Picture['units']>[number];

/** A municipality, or a beat of one, in figures; what nobody told is undefined, and never 0. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly beats: number | undefined;
  readonly open: number | undefined;
  readonly high: number | undefined;
  readonly working: number | undefined;
  readonly beatsWithoutUnit: number | undefined;
}

interface Told {
  readonly beats: readonly Beat[] | undefined;
  readonly incidents: readonly GroundIncident[] | undefined;
  readonly units: readonly GroundUnit[] | undefined;
}

const AT_WORK: ReadonlySet<UnitStatus> = new Set(['AVAILABLE', 'EN_ROUTE', 'ON_SCENE', 'BUSY']);

/** The municipalities that have beats, or that something is open in; where most is open stands first. */
export function municipalitiesOf({ beats, incidents, units }: Told, unnamed: string): Place[] {
  const names = new Map(
    (beats ?? []).map(({ municipality, municipalityName }) => [municipality, municipalityName]),
  );
  const ids = new Set([...names.keys(), ...(incidents ?? []).map(({ municipality }) => municipality)]);
  return sorted(
    [...ids].map((id) =>
      placeOf(
        { id, name: townOf({ name: names.get(id) ?? null, cvegeo: id }, unnamed) },
        {
          beats: beats?.filter(({ municipality }) => municipality === id),
          incidents: incidents?.filter(({ municipality }) => municipality === id),
          units: units?.filter(({ municipality }) => municipality === id),
        },
      ),
    ),
  );
}

/** The beats of a municipality, in the same order; what lies in none stands in `elsewhere`. */
export function beatsOf({ beats, incidents, units }: Told, municipality: string, elsewhere: string): Place[] {
  const own = (beats ?? []).filter((beat) => beat.municipality === municipality);
  const known = new Set(own.map(({ id }) => id));
  const beyond = incidents?.filter(
    (each) => each.municipality === municipality && !known.has(each.beat ?? ''),
  );
  return [
    ...sorted(
      own.map((beat) =>
        placeOf(
          { id: beat.id, name: beat.code },
          {
            beats: [beat],
            incidents: incidents?.filter((each) => each.beat === beat.id),
            units: units?.filter((each) => each.beat === beat.id),
          },
        ),
      ),
    ),
    ...(beyond?.length
      ? [placeOf({ id: '', name: elsewhere }, { beats: [], incidents: beyond, units: undefined })]
      : []),
  ];
}

function placeOf(named: Pick<Place, 'id' | 'name'>, { beats, incidents, units }: Told): Place {
  const working = units?.filter(({ status }) => AT_WORK.has(status));
  const held = new Set(working?.map(({ beat }) => beat));
  return {
    ...named,
    ...{ beats: beats?.length, open: incidents?.length },
    high: incidents?.filter(({ priority }) => priority === 'ALTA').length,
    working: working?.length,
    beatsWithoutUnit: working && beats?.filter(({ id }) => !held.has(id)).length,
  };
}

const sorted = (places: readonly Place[]) =>
  places.toSorted((a, b) => (b.open ?? 0) - (a.open ?? 0) || a.name.localeCompare(b.name));
