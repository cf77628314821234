import type { GroundQuery, UnitStatus } from '../../documents/documents.gen.ts';
import { townOf } from '../sala/board.ts';
import type { Beat } from '../sala/places.ts';

type Picture = GroundQuery['operationsPicture'];
export type GroundIncident = NonNullable<Picture['openIncidents']>[number];
export type GroundUnit = NonNullable<Picture['units']>[number];

/** A municipality, or a beat of one, in figures; what was not reported is undefined, never 0. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly beats: number | undefined;
  readonly open: number | undefined;
  readonly high: number | undefined;
  readonly working: number | undefined;
  readonly beatsWithoutUnit: number | undefined;
}

interface Told extends Known {
  /** The one municipality whose incidents and units are known; if left out, they are known for all. */
  readonly within?: string | undefined;
}

interface Known {
  readonly beats: readonly Beat[] | undefined;
  readonly incidents: readonly GroundIncident[] | undefined;
  readonly units: readonly GroundUnit[] | undefined;
}

const AT_WORK: ReadonlySet<UnitStatus> = new Set(['AVAILABLE', 'EN_ROUTE', 'ON_SCENE', 'BUSY']);

/** What is known about a municipality: for one that is not covered, the figures are unknown rather than 0. */
function within({ beats, incidents, units, within: one }: Told, id: string): Known {
  const isTold = one === undefined || one === id;
  return {
    beats: beats?.filter(({ municipality }) => municipality === id),
    incidents: isTold ? incidents?.filter(({ municipality }) => municipality === id) : undefined,
    units: isTold ? units : undefined,
  };
}

/** The municipalities that have beats or open incidents; the one with the most open first. */
export function municipalitiesOf(told: Told, unnamed: string): Place[] {
  const { beats, incidents } = told;
  const names = new Map(
    (beats ?? []).map(({ municipality, municipalityName }) => [municipality, municipalityName]),
  );
  const ids = new Set([...names.keys(), ...(incidents ?? []).map(({ municipality }) => municipality)]);
  return sorted(
    [...ids].map((id) => {
      const { units, ...known } = within(told, id);
      const own = units?.filter(({ municipality }) => municipality === id);
      const name = townOf({ name: names.get(id) ?? null, cvegeo: id }, unnamed);
      return placeOf({ id, name }, { ...known, units: own }, units);
    }),
  );
}

/** The beats of a municipality, in the same order; what lies in none of them is under `elsewhere`. */
export function beatsOf(told: Told, municipality: string, elsewhere: string): Place[] {
  const { beats = [], incidents, units } = within(told, municipality);
  const known = new Set(beats.map(({ id }) => id));
  const beyond = incidents?.filter((each) => !known.has(each.beat ?? ''));
  return [
    ...sorted(
      beats.map((beat) =>
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

/** The open incidents of a municipality, or of a beat of it. */
export function openIn(
  told: Told,
  municipality: string,
  beat?: string,
): readonly GroundIncident[] | undefined {
  return within(told, municipality).incidents?.filter((each) => beat === undefined || each.beat === beat);
}

/** `around` are all units that may be in its beats, whosever they are. */
function placeOf(
  named: Pick<Place, 'id' | 'name'>,
  { beats, incidents, units }: Known,
  around = units,
): Place {
  const isAtWork = ({ status }: GroundUnit) => AT_WORK.has(status);
  const held = new Set(around?.filter(isAtWork).map(({ beat }) => beat));
  return {
    ...named,
    ...{ beats: beats?.length, open: incidents?.length },
    high: incidents?.filter(({ priority }) => priority === 'ALTA').length,
    working: units?.filter(isAtWork).length,
    beatsWithoutUnit: around && beats?.filter(({ id }) => !held.has(id)).length,
  };
}

const sorted = (places: readonly Place[]) =>
  places.toSorted((a, b) => (b.open ?? 0) - (a.open ?? 0) || a.name.localeCompare(b.name));
