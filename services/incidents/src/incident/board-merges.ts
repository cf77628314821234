import { federalMatter } from '@proximidad/catalogues';
import type { By, Instant } from '@proximidad/eventsourcing';
import { earliest, isMoreUrgent } from './deadlines.ts';
import type { IncidentEvent } from './incident-events.ts';
import type { AbsorbedRow, IncidentRow, RelatedRow } from './incident-row.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;
export type MergeCourse = Of<'IncidentMerged' | 'MergeReverted' | 'IncidentLinked' | 'IncidentUnlinked'>;

export function isMerge(event: { readonly type: string }): event is MergeCourse {
  return ['IncidentMerged', 'MergeReverted', 'IncidentLinked', 'IncidentUnlinked'].includes(event.type);
}

/** The other incident that the event is about, too. */
export function otherOf(event: MergeCourse): string {
  return 'into' in event ? event.into : event.toIncidentId;
}

/** How the row of the event's own incident (`id`) changes, and that of the other one. */
export function merged(row: IncidentRow, event: MergeCourse, id: string, by: By): IncidentRow {
  const isOwn = row.id === id;
  switch (event.type) {
    case 'IncidentMerged':
      return isOwn
        ? { ...row, mergedInto: event.into, outcome: 'DUPLICATE', closedAt: event.mergedAt, closedBy: by }
        : absorbing(row, id, event, by);
    case 'MergeReverted':
      return isOwn ? twoAgain(row, event) : givingBack(row, id, event);
    case 'IncidentLinked':
      return linked(row, isOwn ? event.toIncidentId : id, event, by);
    case 'IncidentUnlinked':
      return unlinked(row, isOwn ? event.toIncidentId : id, event);
  }
}

/** The merges or links that still stand, by what is known now. */
export function lasting<Row extends AbsorbedRow | RelatedRow>(rows: readonly Row[]): Row[] {
  return rows.filter((one) => ('revertedAt' in one ? one.revertedAt : one.unlinkedAt) === null);
}

/** What merged incidents brought and it does not have yet; what it once had it is not given again. */
export function lacking(row: IncidentRow): Pick<IncidentRow, 'absorbed' | 'broughtAt'> {
  const isAwaited = (kind: string) => row.support.some((one) => one.kind === kind && one.endedAt === null);
  const absorbed = row.absorbed.map(({ brings: { priority, awaited }, ...one }) => ({
    ...one,
    brings: {
      priority: isMoreUrgent(priority, row.priority) ? priority : null,
      awaited: awaited.filter(({ kind }) => !isAwaited(kind)),
    },
  }));
  const brought = row.closedAt === null && !row.exercise ? lasting(absorbed).filter(bringsSomething) : [];
  return {
    absorbed,
    broughtAt: brought.reduce<Instant | null>((first, { mergedAt }) => earliest(first, mergedAt), null),
  };
}

export function bringsSomething({ brings: { priority, awaited } }: AbsorbedRow): boolean {
  return priority !== null || awaited.length > 0;
}

function absorbing(
  row: IncidentRow,
  incidentId: string,
  { calls, initialCode, sensitive, mergedAt, priority, awaited }: Of<'IncidentMerged'>,
  by: By,
): IncidentRow {
  const guarded = sensitive || federalMatter(initialCode) === 'GUARDED';
  const one = {
    ...{ incidentId, calls, guarded, brings: { priority, awaited } },
    ...{ mergedAt, by, revertedAt: null },
  };
  return { ...row, calls: row.calls + calls, absorbed: [...row.absorbed, one] };
}

function twoAgain(row: IncidentRow, { into, revertedAt }: Of<'MergeReverted'>): IncidentRow {
  const { closedAt: mergedAt, closedBy: mergedBy } = row;
  const open = { ...row, mergedInto: null, outcome: null, closedAt: null, closedBy: null };
  return mergedAt === null
    ? open
    : { ...open, undoneMerges: [...row.undoneMerges, { into, mergedAt, mergedBy, revertedAt }] };
}

function givingBack(row: IncidentRow, id: string, { calls, revertedAt }: Of<'MergeReverted'>): IncidentRow {
  const absorbed = row.absorbed.map((one) =>
    one.incidentId === id && one.revertedAt === null ? { ...one, revertedAt } : one,
  );
  return { ...row, calls: Math.max(0, row.calls - calls), absorbed };
}

function linked(
  row: IncidentRow,
  incidentId: string,
  { relation, linkedAt }: Of<'IncidentLinked'>,
  by: By,
): IncidentRow {
  const others = row.related.filter((one) => one.incidentId !== incidentId || one.unlinkedAt !== null);
  return { ...row, related: [...others, { incidentId, relation, linkedAt, by, unlinkedAt: null }] };
}

function unlinked(row: IncidentRow, incidentId: string, { unlinkedAt }: Of<'IncidentUnlinked'>): IncidentRow {
  const related = row.related.map((one) =>
    one.incidentId === incidentId && one.unlinkedAt === null ? { ...one, unlinkedAt } : one,
  );
  return { ...row, related };
}
