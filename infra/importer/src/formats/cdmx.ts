import { municipalities, unspecifiedMunicipality } from '@proximidad/catalogues';
import { formatInstant, instantOfLocal, type Instant, parseDateTime } from '@proximidad/eventsourcing';
import type { Point } from '@proximidad/geography';

export const CDMX = '09';
export const CDMX_ZONE = 'America/Mexico_City';
export const CDMX_UNSPECIFIED = unspecifiedMunicipality(CDMX);

const plain = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f.]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toUpperCase();

/** Spellings of the city's own files that the national list does not have. */
const ALIASES: Readonly<Record<string, string>> = { CUAJIMALPA: '09004', 'MAGDALENA CONTRERAS': '09008' };

const BOROUGHS = new Map(
  municipalities.filter(({ entity }) => entity === CDMX).map(({ cvegeo, name }) => [plain(name!), cvegeo]),
);

/** INEGI key of a borough by any spelling that the city's files use. */
export function boroughOf(name: string): string | undefined {
  return BOROUGHS.get(plain(name)) ?? ALIASES[plain(name)];
}

/** `undefined` when the two fields are not a date and a time of day, or are in UTC of a year that cannot be told. */
export function localInstant(date: string, time: string, zone: string): Instant | undefined {
  try {
    // As the gateway will read it: the last evening of 9999 is in UTC of the year 10000.
    return parseDateTime(formatInstant(instantOfLocal(`${date}T${time}`, zone)));
  } catch {
    return undefined;
  }
}

/** `undefined` when empty, null when it is not a place on Earth. */
export function pointOf(lat: string, lon: string): Point | undefined | null {
  if (lat === '' && lon === '') return undefined;
  const point = { lat: Number(lat), lon: Number(lon) };
  const isPlace = lat !== '' && lon !== '' && Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180;
  return isPlace && !(point.lat === 0 && point.lon === 0) ? point : null;
}

interface Stamp {
  readonly date: string;
  readonly time: string;
}

/**
 * The end of something, by the same clock as its beginning. In the night of a time change a source's clock may run on
 * for a while: where the zone's rules would put the end before the beginning, the duration that the clock showed is
 * kept.
 */
export function endOf(begin: Stamp, end: Stamp, zone: string): Instant | undefined {
  const [begun, ended] = [begin, end].map(({ date, time }) => localInstant(date, time, zone));
  if (!begun || !ended || ended.ms >= begun.ms) return ended;
  const span = Date.parse(`${end.date}T${end.time}Z`) - Date.parse(`${begin.date}T${begin.time}Z`);
  return span < 0 ? ended : { ms: begun.ms + span, offsetMin: begun.offsetMin };
}
