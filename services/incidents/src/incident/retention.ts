import { RETENTION, spanBegin, spanEnd } from '@proximidad/catalogues';
import type { Dependencies } from '@proximidad/edge';
import { type Instant, instantAt } from '@proximidad/eventsourcing';
import type { Places } from '../beat-boundary/places.ts';
import { incidentBoard } from './incident-board.ts';
import { whatItIs } from './what-it-is.ts';

/** The row of the table that sets how long descriptions of an incident are kept. */
export const TOLD_RULE = 'INCIDENT_DESCRIPTION';
const { kept } = RETENTION[TOLD_RULE];

/** What is recorded later is never due: nobody describes an incident that has closed. */
export const toldBefore = (now: number): number => spanBegin(now, kept) + 1;

/**
 * When the retention period of an incident's descriptions ended, counted from its closing, or from that of the one into
 * which it was merged; undefined while it lasts.
 */
export function toldUntil(
  readModels: Dependencies<Places>['readModels'],
  incidentId: string,
  now: number,
): Instant | undefined {
  const closedAt = whatItIs(readModels.table(incidentBoard), incidentId)?.closedAt?.ms;
  return closedAt === undefined || spanEnd(closedAt, kept) > now
    ? undefined
    : instantAt(spanEnd(closedAt, kept), 'UTC');
}
