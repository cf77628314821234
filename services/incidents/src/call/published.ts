import type { contracts } from '@proximidad/contracts';
import { type EventOf, type Recorded, subjectToken } from '@proximidad/eventsourcing';
import type { CallEvent } from './call-events.ts';
import { callerNumber } from './caller.ts';

/** What the service publishes about a call: that the retention period of its caller's data is over, and nothing else. */
export function publishedCall(
  event: Extract<CallEvent, { readonly type: 'CallerRetentionCame' }>,
  { id: record }: Pick<Recorded, 'id'>,
): { readonly restricted: EventOf<typeof contracts.incidents.restricted> } {
  const { rule, dueAt } = event;
  const subject = subjectToken(record, callerNumber.mark.subject);
  return { restricted: { type: 'RetentionDue', subject, rule, record, dueAt } };
}
