import type { By, Instant } from '@proximidad/eventsourcing';
import type { IncidentEvent } from './incident-events.ts';
import type { IncidentRow } from './incident-row.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;
export type MergeCourse = Of<'IncidentMerged' | 'MergeReverted' | 'IncidentLinked' | 'IncidentUnlinked'>;

export function isMerge(event: { readonly type: string }): event is MergeCourse {
  return ['IncidentMerged', 'MergeReverted', 'IncidentLinked', 'IncidentUnlinked'].includes(event.type);
}

/** The other incident that the event is about, too. */
export function otherOf(event: MergeCourse): string {
  return 'into' in event ? event.into : event.toIncidentId;
}

/** What becomes of the one whose event it is (`id`), and of the other one. */
export function merged(row: IncidentRow, event: MergeCourse, id: string, by: By): IncidentRow {
  const isOwn = row.id === id;
  switch (event.type) {
    case 'IncidentMerged':
      return isOwn
        ? { ...row, mergedInto: event.into, outcome: 'DUPLICATE', closedAt: event.mergedAt, closedBy: by }
        : absorbing(row, id, event.calls, event.mergedAt);
    case 'MergeReverted':
      return isOwn
        ? { ...row, mergedInto: null, outcome: null, closedAt: null, closedBy: null }
        : givingBack(row, id, event.calls);
    case 'IncidentLinked':
      return linked(row, isOwn ? event.toIncidentId : id, event);
    case 'IncidentUnlinked': {
      const other = isOwn ? event.toIncidentId : id;
      return { ...row, related: row.related.filter(({ incidentId }) => incidentId !== other) };
    }
  }
}

function absorbing(row: IncidentRow, incidentId: string, calls: number, mergedAt: Instant): IncidentRow {
  return { ...row, calls: row.calls + calls, absorbed: [...row.absorbed, { incidentId, calls, mergedAt }] };
}

function givingBack(row: IncidentRow, id: string, calls: number): IncidentRow {
  const absorbed = row.absorbed.filter(({ incidentId }) => incidentId !== id);
  return { ...row, calls: Math.max(0, row.calls - calls), absorbed };
}

function linked(
  row: IncidentRow,
  incidentId: string,
  { relation, linkedAt }: Of<'IncidentLinked'>,
): IncidentRow {
  const others = row.related.filter((one) => one.incidentId !== incidentId);
  return { ...row, related: [...others, { incidentId, relation, linkedAt }] };
}
