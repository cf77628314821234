import type { contracts } from '@proximidad/contracts';
import { type EventOf, type Recorded, subjectToken } from '@proximidad/eventsourcing';
import { type ContactPersonEvent, personName } from './person.ts';

/** That the time of somebody is over: the office of records decides what becomes of it. */
export function publishedContactPerson(
  event: Extract<ContactPersonEvent, { readonly type: 'ContactPersonRetentionCame' }>,
  { id: record }: Pick<Recorded, 'id'>,
): { readonly restricted: EventOf<typeof contracts.contacts.restricted> } {
  const { rule, dueAt } = event;
  const subject = subjectToken(record, personName.mark.subject);
  return { restricted: { type: 'RetentionDue', subject, rule, record, dueAt } };
}
