import { SANDBOX_ENTITY, unspecifiedMunicipality, zoneOf } from '@proximidad/catalogues';
import type { Instant } from '@proximidad/eventsourcing';
import { unreadable, type Format, type HistoricalItem, type SourceRow } from '../format.ts';
import { localInstant, pointOf } from './cdmx.ts';

const ZONE = zoneOf(SANDBOX_ENTITY);
const NOWHERE = unspecifiedMunicipality(SANDBOX_ENTITY);
const BEAT_UNKNOWN = ['', '-1', '999'];

/** Only the two letters whose meaning is documented; the city's code list was not at hand, and nothing is guessed. */
const DISPOSITIONS: Readonly<Record<string, HistoricalItem['outcome']>> = {
  CAN: 'CANCELLED',
  DUP: 'DUPLICATE',
};

export const sandiegoCfs: Format = {
  name: 'sandiego-cfs',
  title: 'police calls for service of San Diego, CSV (ODC-PDDL); goes to the sandbox entity 99',
  container: 'csv',
  key: 'incident_num',
  columns: ['incident_num', 'date_time', 'call_type', 'disposition', 'beat', 'priority'],
  user: `machine-${SANDBOX_ENTITY}`,
  read([row]) {
    const { incident_num, date_time, call_type, disposition, beat } = row!.fields as Record<string, string>;
    if (!incident_num) return unreadable('no incident_num');
    if (!call_type) return unreadable('no call_type');
    const occurredAt = stamp(date_time!);
    if (!occurredAt) return unreadable(`not a date and time: ${date_time}`);
    return {
      kind: 'historical',
      entity: SANDBOX_ENTITY,
      source: 'sandiego-cfs',
      sourceKey: incident_num,
      occurredAt,
      outcome: DISPOSITIONS[disposition!],
      classification: { system: 'SDPD-CFS', code: call_type },
      sensitive: false,
      municipality: NOWHERE,
      ...(BEAT_UNKNOWN.includes(beat!) ? {} : { beatCode: beat!, beatEdition: 'sdpd' }),
    };
  },
};

/** One row per unit and call; the rows of a call are one incident, whose arrival is that of its first unit. */
export const sffdUnits: Format = {
  name: 'sffd-units',
  title:
    'unit status timeline of San Francisco, CSV (PDDL); one incident a call, goes to the sandbox entity 99',
  container: 'csv',
  key: 'call_number',
  columns: [
    'call_number',
    'unit_id',
    'call_type',
    't_received',
    't_on_scene',
    't_available',
    'lat_3d',
    'lon_3d',
  ],
  user: `machine-${SANDBOX_ENTITY}`,
  groupBy: ({ fields }) => fields['call_number'] ?? '',
  read(rows) {
    const first = rows[0]!.fields as Record<string, string>;
    if (!first['call_number']) return unreadable('no call_number');
    if (!first['call_type']) return unreadable('no call_type');
    const occurredAt = stamp(first['t_received']!);
    if (!occurredAt) return unreadable(`not a date and time: ${first['t_received']}`);
    const point = pointOf(first['lat_3d']!, first['lon_3d']!);
    if (point === null) return unreadable(`not a point: ${first['lat_3d']}, ${first['lon_3d']}`);
    const arrivals = stamps(rows, 't_on_scene').filter(({ ms }) => ms >= occurredAt.ms);
    return {
      kind: 'historical',
      entity: SANDBOX_ENTITY,
      source: 'sffd-units',
      sourceKey: first['call_number'],
      occurredAt,
      arrivedAt: arrivals[0],
      closedAt: stamps(rows, 't_available').at(-1),
      classification: { system: 'SFFD', code: first['call_type'] },
      sensitive: false,
      municipality: NOWHERE,
      point,
    };
  },
};

function stamp(text: string): Instant | undefined {
  const [date, time] = text.split(' ');
  return date && time ? localInstant(date, time, ZONE) : undefined;
}

/** The readable stamps of a column, earliest first. */
function stamps(rows: readonly SourceRow[], column: string): Instant[] {
  return rows
    .map(({ fields }) => stamp(fields[column] ?? ''))
    .filter((instant) => instant !== undefined)
    .sort((a, b) => a.ms - b.ms);
}
