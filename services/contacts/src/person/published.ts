import type { contracts } from '@proximidad/contracts';
import { type EventOf, type Recorded, subjectToken } from '@proximidad/eventsourcing';
import { type ContactPersonEvent, personName } from './person.ts';

type OfRetention = Extract<
  ContactPersonEvent,
  { readonly type: 'ContactPersonRetentionCame' | 'ContactPersonRetentionRenewed' }
>;

/** Publishes that the retention time of a person is over, or that it is not after all: the office of records decides about the data. */
export function publishedContactPerson(
  event: OfRetention,
  { id: record }: Pick<Recorded, 'id'>,
): { readonly restricted: EventOf<typeof contracts.contacts.restricted> } {
  const of = { subject: subjectToken(record, personName.mark.subject), record };
  switch (event.type) {
    case 'ContactPersonRetentionCame':
      return { restricted: { type: 'RetentionDue', ...of, rule: event.rule, dueAt: event.dueAt } };
    case 'ContactPersonRetentionRenewed':
      return { restricted: { type: 'RetentionRenewed', ...of, renewedAt: event.renewedAt } };
  }
}
