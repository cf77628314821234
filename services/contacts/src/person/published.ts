import type { contracts } from '@proximidad/contracts';
import { type EventOf, type Recorded, subjectToken } from '@proximidad/eventsourcing';
import { type ContactPersonEvent, personName } from './person.ts';

/** Publishes that the retention time of a person is over: the office of records decides about the data. */
export function publishedContactPerson(
  event: Extract<ContactPersonEvent, { readonly type: 'ContactPersonRetentionCame' }>,
  { id: record }: Pick<Recorded, 'id'>,
): { readonly restricted: EventOf<typeof contracts.contacts.restricted> } {
  const { rule, dueAt } = event;
  const subject = subjectToken(record, personName.mark.subject);
  return { restricted: { type: 'RetentionDue', subject, rule, record, dueAt } };
}
