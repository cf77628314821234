import { named } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { entity } from './entities.ts';

/** INEGI key of a municipality or borough: entity (2) and municipality (3), as text with its zeros. */
export const Cvegeo = named(
  'ID',
  z.string().regex(/^((0[1-9]|[12]\d|3[0-2])\d{3}|99\d{3})$/, 'five digits: INEGI entity and municipality'),
);

export interface MunicipalityEntry {
  readonly cvegeo: string;
  readonly entity: string;
  /** Undefined for a key that the built-in list does not name. */
  readonly name: string | undefined;
}

/** The boroughs of Mexico City and the municipalities that the field's stories name. Fuente: INEGI. */
const NAMES: Readonly<Record<string, string>> = {
  '09002': 'Azcapotzalco',
  '09003': 'Coyoacán',
  '09004': 'Cuajimalpa de Morelos',
  '09005': 'Gustavo A. Madero',
  '09006': 'Iztacalco',
  '09007': 'Iztapalapa',
  '09008': 'La Magdalena Contreras',
  '09009': 'Milpa Alta',
  '09010': 'Álvaro Obregón',
  '09011': 'Tláhuac',
  '09012': 'Tlalpan',
  '09013': 'Xochimilco',
  '09014': 'Benito Juárez',
  '09015': 'Cuauhtémoc',
  '09016': 'Miguel Hidalgo',
  '09017': 'Venustiano Carranza',
  '10007': 'Gómez Palacio',
  '11007': 'Celaya',
  '12001': 'Acapulco de Juárez',
  '14039': 'Guadalajara',
  '14067': 'Puerto Vallarta',
  '15058': 'Nezahualcóyotl',
  '18020': 'Bahía de Banderas',
  '19039': 'Monterrey',
  '25006': 'Culiacán',
  '25019': 'Eldorado',
  '31050': 'Mérida',
  '05035': 'Torreón',
};

/** Municipalities whose clock differs from their entity's main zone (docs/field.md#clocks). */
const ZONES: Readonly<Record<string, string>> = {
  '08037': 'America/Ciudad_Juarez',
  '08052': 'America/Ojinaga',
  '18020': 'America/Bahia_Banderas',
  '28022': 'America/Matamoros',
  '28027': 'America/Matamoros',
  '28032': 'America/Matamoros',
};

/** Edition of INEGI's keys (AGEEML) that municipalities and entities are told by. */
const GEOGRAPHY_EDITION = 'AGEEML-2025';

/** The edition of the keys that a place, entity or municipality, is told by; undefined for places abroad. */
export function geographyOf(place: string): string | undefined {
  return place.startsWith('99') ? undefined : GEOGRAPHY_EDITION;
}

const SANDBOX_ZONE = 'America/Los_Angeles';
const NATIONAL_ZONE = 'America/Mexico_City';

/** `undefined` when the text is not a municipality's key. */
export function municipality(cvegeo: string): MunicipalityEntry | undefined {
  return Cvegeo.safeParse(cvegeo).success
    ? { cvegeo, entity: cvegeo.slice(0, 2), name: NAMES[cvegeo] }
    : undefined;
}

/** Those with a name, in the order of their keys. */
export const municipalities: readonly MunicipalityEntry[] = Object.keys(NAMES)
  .sort()
  .map((cvegeo) => ({ cvegeo, entity: cvegeo.slice(0, 2), name: NAMES[cvegeo] }));

/** INEGI's key for "municipality not specified" in an entity. */
export function unspecifiedMunicipality(entityCode: string): string {
  return `${entityCode}999`;
}

/** IANA zone of a place given by its entity or municipality; shifts, days and months are local to it. */
export function zoneOf(place: string): string {
  if (place.startsWith('99')) return SANDBOX_ZONE;
  return ZONES[place] ?? entity(place.slice(0, 2))?.timeZone ?? NATIONAL_ZONE;
}
