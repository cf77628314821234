import type { Instant } from '@proximidad/eventsourcing';
import type { CallEvent } from '../call/call-events.ts';
import type { IncidentRow } from './incident-row.ts';

type OfCall = Extract<CallEvent, { type: 'CallLinkedToIncident' | 'CallUnlinked' }>;

/** One more call, or one fewer after a mistaken link. `told` is the time of the link if none was kept. */
export function withCall(row: IncidentRow, event: OfCall, told: Instant): IncidentRow {
  if (event.type === 'CallLinkedToIncident') {
    return {
      ...row,
      calls: row.calls + 1,
      duplicateCalls: row.duplicateCalls + 1,
      linkedAt: [...row.linkedAt, event.linkedAt ?? told],
    };
  }
  const calls = Math.max(0, row.calls - 1);
  if (!event.duplicate) return { ...row, calls };
  const { linkedAt: at } = event;
  const found = row.linkedAt.findLastIndex(({ ms }) => ms === at?.ms);
  const index = found === -1 ? row.linkedAt.length - 1 : found;
  const linkedAt = row.linkedAt.filter((_, n) => n !== index);
  return { ...row, calls, duplicateCalls: Math.max(0, row.duplicateCalls - 1), linkedAt };
}
