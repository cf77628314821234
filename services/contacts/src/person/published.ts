import { publishOnly } from '@proximidad/bus';
import { type Recorded, subjectToken } from '@proximidad/eventsourcing';
import { type ContactPersonEvent, personName } from './person.ts';

/** That the time of somebody is over: the office of records decides what becomes of it. */
export const publishedContactPerson = publishOnly(
  'ContactPersonRetentionCame',
  (
    event: Extract<ContactPersonEvent, { readonly type: 'ContactPersonRetentionCame' }>,
    { id: record }: Recorded,
  ) => {
    const { rule, dueAt } = event;
    const subject = subjectToken(record, personName.mark.subject);
    return { restricted: { type: 'RetentionDue', subject, rule, record, dueAt } };
  },
);
