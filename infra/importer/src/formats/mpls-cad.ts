import { SANDBOX_ENTITY, unspecifiedMunicipality } from '@proximidad/catalogues';
import type { Instant } from '@proximidad/eventsourcing';
import { type Format, type HistoricalItem, unreadable } from '../format.ts';
import { localInstant } from './cdmx.ts';

const ZONE = 'America/Chicago';
/** The first word of a disposition; no meaning is guessed for the others. */
const DISPOSITIONS: Readonly<Record<string, HistoricalItem['outcome']>> = {
  ...{ CNL: 'CANCELLED', UNF: 'UNFOUNDED', FAL: 'UNFOUNDED', GOA: 'NO_CONTACT', UTL: 'NO_CONTACT' },
  ...{ RPT: 'RESOLVED', AOK: 'RESOLVED', AST: 'RESOLVED', AQT: 'RESOLVED', ADV: 'RESOLVED' },
};
const SENSITIVE = /^(Domestic|Crim Sex|Burglary Dwlng)/;

/**
 * Police calls of Minneapolis with the whole timeline of each. A call may still be taken after the first unit was
 * sent, and another unit may clear before the first arrives: the stamps are kept as they are. Stamps before the call
 * are left out.
 */
export const mplsCad: Format = {
  name: 'mpls-cad',
  title:
    'police calls of Minneapolis 2020 with their timeline, CSV (public record); goes to the sandbox entity 99',
  container: 'csv',
  key: 'call_id',
  columns: [
    ...['call_id', 't_phone_pickup', 't_calltaking_complete', 't_first_unit_assigned'],
    ...[
      't_first_unit_enroute',
      't_first_unit_arrived',
      't_closed',
      'final_problem',
      'sector_beat',
      'disposition',
    ],
  ],
  user: `machine-${SANDBOX_ENTITY}`,
  read([row]) {
    const fields = row!.fields as Record<string, string>;
    const { call_id, t_phone_pickup, final_problem, sector_beat, disposition = '' } = fields;
    if (!call_id) return unreadable('no call_id');
    if (!final_problem) return unreadable('no final_problem');
    const answeredAt = stamp(t_phone_pickup ?? '');
    if (!answeredAt) return unreadable(`not a date and time: ${t_phone_pickup}`);
    const after = (column: string) => {
      const at = stamp(fields[column] ?? '');
      return at && at.ms >= answeredAt.ms ? at : undefined;
    };
    return {
      kind: 'historical',
      entity: SANDBOX_ENTITY,
      source: 'mpls-cad',
      sourceKey: call_id,
      occurredAt: answeredAt,
      arrivedAt: after('t_first_unit_arrived'),
      closedAt: after('t_closed'),
      legs: {
        answeredAt,
        classifiedAt: after('t_calltaking_complete'),
        dispatchedAt: after('t_first_unit_assigned'),
        enRouteAt: after('t_first_unit_enroute'),
      },
      outcome: DISPOSITIONS[disposition.split('-')[0]!],
      classification: { system: 'MPLS-CAD', code: final_problem },
      sensitive: SENSITIVE.test(final_problem),
      municipality: unspecifiedMunicipality(SANDBOX_ENTITY),
      ...(sector_beat ? { beatCode: sector_beat, beatEdition: 'mpd' } : {}),
    };
  },
};

function stamp(text: string): Instant | undefined {
  const [date, time] = text.split(' ');
  return date && time ? localInstant(date, time, ZONE) : undefined;
}
