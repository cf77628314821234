import { named } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { entity, SANDBOX_ENTITY } from './entities.ts';
import { MUNICIPALITY_ROWS } from './municipality-rows.ts';

const UNSPECIFIED = '999';

/** INEGI key of a municipality or borough: entity (2) and municipality (3), as text with its zeros. */
export const Cvegeo = named(
  'ID',
  z.string().regex(/^((0[1-9]|[12]\d|3[0-2])\d{3}|99\d{3})$/, 'five digits: INEGI entity and municipality'),
);

export interface MunicipalityEntry {
  readonly cvegeo: string;
  readonly entity: string;
  /** Undefined for a municipality that is not specified, and in the sandbox. */
  readonly name: string | undefined;
}

/** Where the authorities of a municipality sit, and its population. */
export interface Seat {
  /** What the place is called. */
  readonly name: string;
  /** Undefined where the framework does not say. */
  readonly point: { readonly lat: number; readonly lon: number } | undefined;
  /** In the census of 2020; undefined for a municipality created since. */
  readonly population: number | undefined;
}

interface Seated extends MunicipalityEntry {
  readonly name: string;
  readonly seat: Seat;
}

const known: ReadonlyMap<string, Seated> = new Map(
  Object.entries(MUNICIPALITY_ROWS).flatMap(([entityCode, rows]) =>
    rows.split('|').map((row) => {
      const [number, name, lat, lon, people, seatName] = row.split(';');
      const cvegeo = `${entityCode}${number}`;
      const point = lat ? { lat: Number(lat), lon: Number(lon) } : undefined;
      const population = people ? Number(people) : undefined;
      const seat = { name: seatName || name!, point, population };
      return [cvegeo, { cvegeo, entity: entityCode, name: name!, seat }] as const;
    }),
  ),
);

/**
 * Municipalities whose clock differs from their entity's main zone, by zone (docs/field.md#clocks): those along the northern
 * border as the Ley de los Husos Horarios (DOF 28-10-2022) names them.
 */
const ZONES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['America/Bahia_Banderas', '18020'],
    ['America/Ciudad_Juarez', '08005 08028 08035 08037 08053'],
    ['America/Ojinaga', '08015 08042 08052'],
    ['America/Matamoros', '05002 05003 05012 05013 05014 05019 05022 05023 05025 05037 05038'],
    ['America/Matamoros', '19005'],
    ['America/Matamoros', '28007 28014 28015 28022 28024 28025 28027 28032 28033 28040'],
  ].flatMap(([zone, keys]) => keys!.split(' ').map((cvegeo) => [cvegeo, zone!])),
);

/** Edition of INEGI's keys (AGEEML) that identify municipalities and entities. */
const GEOGRAPHY_EDITION = 'AGEEML-2025';

/** The edition of the keys that identify a place, entity or municipality; undefined for places abroad. */
export function geographyOf(place: string): string | undefined {
  return place.startsWith('99') ? undefined : GEOGRAPHY_EDITION;
}

const SANDBOX_ZONE = 'America/Los_Angeles';
const NATIONAL_ZONE = 'America/Mexico_City';

/**
 * `undefined` when the text is no municipality's key. The unspecified municipality of an entity (999) has no name,
 * and neither has any municipality of the sandbox.
 */
export function municipality(cvegeo: string): MunicipalityEntry | undefined {
  const found = known.get(cvegeo);
  if (found) return { cvegeo, entity: found.entity, name: found.name };
  const isNameless = cvegeo.startsWith(SANDBOX_ENTITY) || cvegeo.endsWith(UNSPECIFIED);
  return isNameless && Cvegeo.safeParse(cvegeo).success
    ? { cvegeo, entity: cvegeo.slice(0, 2), name: undefined }
    : undefined;
}

/** Undefined for a municipality that the framework does not contain: one created by decree, or abroad. */
export function seatOf(cvegeo: string): Seat | undefined {
  return known.get(cvegeo)?.seat;
}

/** All of them, in the order of their keys. */
export const municipalities: readonly MunicipalityEntry[] = [...known.values()]
  .map(({ cvegeo, entity: entityCode, name }) => ({ cvegeo, entity: entityCode, name }))
  .sort((a, b) => (a.cvegeo < b.cvegeo ? -1 : 1));

/** In degrees; the edges are part of it. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** How far an entity reaches beyond the seats of its municipalities, in degrees; four of them reach further, into deserts and islands. */
const MARGIN = 0.85;
const MARGINS: Readonly<Record<string, number>> = { '02': 2.7, '03': 2.9, '10': 1.25, '18': 1.3 };

/** The box that contains everything of an entity, with a margin; undefined for the nation and the sandbox, which may lie anywhere. */
export function boxOf(entityCode: string): Box | undefined {
  return boxes.get(entityCode);
}

const boxes: ReadonlyMap<string, Box> = new Map(
  Object.keys(MUNICIPALITY_ROWS).map((entityCode) => {
    const seats = [...known.values()].flatMap(({ entity: of, seat }) =>
      seat.point && of === entityCode ? [seat.point] : [],
    );
    const [lats, lons] = [seats.map(({ lat }) => lat), seats.map(({ lon }) => lon)];
    const margin = MARGINS[entityCode] ?? MARGIN;
    const box = {
      west: Math.min(...lons) - margin,
      south: Math.min(...lats) - margin,
      east: Math.max(...lons) + margin,
      north: Math.max(...lats) + margin,
    };
    return [entityCode, box] as const;
  }),
);

/** The box that contains all entities, with a margin. */
export const nationBox: Box = {
  west: Math.min(...[...boxes.values()].map(({ west }) => west)),
  south: Math.min(...[...boxes.values()].map(({ south }) => south)),
  east: Math.max(...[...boxes.values()].map(({ east }) => east)),
  north: Math.max(...[...boxes.values()].map(({ north }) => north)),
};

/** INEGI's key for "municipality not specified" in an entity. */
export function unspecifiedMunicipality(entityCode: string): string {
  return `${entityCode}${UNSPECIFIED}`;
}

/** IANA zone of a place given by its entity or municipality; shifts, days and months are local to it. */
export function zoneOf(place: string): string {
  if (place.startsWith('99')) return SANDBOX_ZONE;
  return ZONES[place] ?? entity(place.slice(0, 2))?.timeZone ?? NATIONAL_ZONE;
}
