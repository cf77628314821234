import { RETENTION, spanBegin, spanEnd } from '@proximidad/catalogues';
import type { Dependencies } from '@proximidad/edge';
import { type Instant, instantAt } from '@proximidad/eventsourcing';
import type { Places } from '../beat-boundary/places.ts';
import { incidentBoard } from './incident-board.ts';

/** The row of the table by which what is told of an incident is kept. */
export const TOLD_RULE = 'INCIDENT_DESCRIPTION';
const { kept } = RETENTION[TOLD_RULE];

/** What was told later is never due: of an incident that has closed nobody tells. */
export const toldBefore = (now: number): number => spanBegin(now, kept) + 1;

/** When the time of what was told of an incident was over, counted from its close; undefined while it goes on. */
export function toldUntil(
  readModels: Dependencies<Places>['readModels'],
  incidentId: string,
  now: number,
): Instant | undefined {
  const closedAt = readModels.table(incidentBoard).get(incidentId)?.closedAt?.ms;
  return closedAt === undefined || spanEnd(closedAt, kept) > now
    ? undefined
    : instantAt(spanEnd(closedAt, kept), 'UTC');
}
