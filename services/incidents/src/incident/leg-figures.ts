import { closedList, type Figure } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import { hourOf } from '../call/call-class.ts';
import type { IncidentRow } from './incident-row.ts';
import { countedAs } from '../times.ts';
import { legsOf } from './legs.ts';

export const ResponseLeg = closedList(
  'ResponseLeg',
  {
    ANSWER: 'From the start of a call to its answer.',
    CLASSIFY: 'From the start of the first call to the report.',
    DISPATCH: 'From the start of the first call, or else the report, to the first unit sent.',
    ACKNOWLEDGE: 'From the first unit sent to the first one that acknowledged.',
    ARRIVE: 'From the start of the first call, or else the report, to the first unit that arrived.',
    CLOSE: 'From the start of the first call, or else the report, to the closing.',
  },
  'A leg of the way from a call to the end of the work on it.',
);
export type ResponseLeg = z.infer<typeof ResponseLeg>;
export type IncidentLeg = Exclude<ResponseLeg, 'ANSWER'>;
export const INCIDENT_LEGS = ResponseLeg.options.filter((leg): leg is IncidentLeg => leg !== 'ANSWER');

/** How long each leg took, in seconds; null where it is not known. Clocks differ: never negative. */
export function legSecondsOf(row: IncidentRow): Readonly<Record<IncidentLeg, number | null>> {
  const legs = legsOf(row);
  const began = row.callStartedAt ?? row.reportedAt;
  const between = (from: { ms: number } | null, to: { ms: number } | null) =>
    from && to && Math.max(0, Math.round((to.ms - from.ms) / 1_000));
  return {
    CLASSIFY: between(row.callStartedAt, legs.classifiedAt),
    DISPATCH: between(began, legs.dispatchedAt),
    ACKNOWLEDGE: between(legs.dispatchedAt, legs.acknowledgedAt),
    ARRIVE: row.responseSeconds,
    CLOSE: between(began, legs.closedAt),
  };
}

/**
 * Key prefix of running totals: an entity, an hour, and all its municipalities or one. An entity's totals are summed
 * from those of its municipalities: times are so fine that few incidents share one, so totals of its own would be
 * just as many.
 */
export const legsPrefix = (place: string, hour: number) =>
  `${place.slice(0, 2)}:legs:${hourOf(hour)}:${place.length > 2 ? `${place}:` : ''}`;

/** What is counted, without the municipality: the rest of a key of that hour, after the `legsPrefix` of an entity. */
export const legName = (key: string, place: string) =>
  place.length > 2 ? key : key.slice(key.indexOf(':') + 1);

/**
 * What is counted besides the times: incidents, units sent, units sent with a proposal at hand, and those of them
 * that were the best in it.
 */
export const COUNTED = { incidents: 'n', sent: 'sent', proposed: 'proposed', top: 'top' } as const;

/**
 * What one incident adds for its municipality in the hour in which it was reported: how long each leg took. Drills,
 * duplicates and what never happened are left out, and so are historical incidents, which have no priority.
 */
export function legFigures(row: IncidentRow): Figure[] {
  const { municipality, priority, rural, reportedAt, tally, dispatches } = row;
  if (priority === null || tally === 'APART') return [];
  const cell = `${legsPrefix(municipality, reportedAt.ms)}${cellName(priority, rural)}`;
  const figures: Figure[] = [];
  const count = (name: string, add: number) => {
    if (add > 0) figures.push({ key: `${cell}:${name}`, add });
  };
  const proposed = dispatches.filter(({ topTaken }) => topTaken !== null);
  count(COUNTED.incidents, 1);
  count(COUNTED.sent, dispatches.length);
  count(COUNTED.proposed, proposed.length);
  count(COUNTED.top, proposed.filter(({ topTaken }) => topTaken).length);
  const times = legSecondsOf(row);
  for (const leg of INCIDENT_LEGS) {
    const seconds = times[leg];
    if (seconds !== null) count(`${leg}:${countedAs(seconds)}`, 1);
  }
  return figures;
}

export function cellName(priority: NonNullable<IncidentRow['priority']>, rural: boolean): string {
  return `${priority}:${rural ? 'RURAL' : 'URBAN'}`;
}
