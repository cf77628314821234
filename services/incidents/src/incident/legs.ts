import type { Instant } from '@proximidad/eventsourcing';
import { earliest } from './deadlines.ts';
import type { IncidentRow } from './incident-row.ts';

/** The course of an incident, each leg by the first unit to reach it; what is not known is null. */
export function legsOf(row: IncidentRow) {
  const { dispatches, callStartedAt, reportedAt, closedAt } = row;
  if (row.historical) {
    const { sourceLegs, occurredAt, responseSeconds } = row;
    const {
      answeredAt = null,
      classifiedAt = null,
      dispatchedAt = null,
      enRouteAt = null,
    } = sourceLegs ?? {};
    const arrivedAt = responseSeconds === null ? null : later(occurredAt, responseSeconds);
    return { answeredAt, classifiedAt, dispatchedAt, acknowledgedAt: null, enRouteAt, arrivedAt, closedAt };
  }
  const first = (step: 'dispatchedAt' | 'acknowledgedAt' | 'enRouteAt' | 'arrivedAt') =>
    dispatches.reduce<Instant | null>(
      (soonest, { [step]: at }) => (at ? earliest(soonest, at) : soonest),
      null,
    );
  return {
    // When its calls were answered is kept with the calls.
    answeredAt: null,
    classifiedAt: callStartedAt && reportedAt,
    dispatchedAt: first('dispatchedAt'),
    acknowledgedAt: first('acknowledgedAt'),
    enRouteAt: first('enRouteAt'),
    arrivedAt: first('arrivedAt'),
    closedAt,
  };
}

function later(at: Instant, seconds: number): Instant {
  return { ...at, ms: at.ms + seconds * 1_000 };
}
