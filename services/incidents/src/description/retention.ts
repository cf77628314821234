import type { contracts } from '@proximidad/contracts';
import { type Dependencies, type Due, eachRow } from '@proximidad/edge';
import { type EventOf, execution, type Recorded, subjectToken } from '@proximidad/eventsourcing';
import type { Places } from '../beat-boundary/places.ts';
import { TOLD_RULE as rule, toldBefore, toldUntil } from '../incident/retention.ts';
import { description, type DescriptionEvent, narrative } from './description.ts';
import { descriptions } from './descriptions.ts';

/** Descriptions of incidents whose retention period is over, by the table. */
export function* descriptionsDue(readModels: Dependencies<Places>['readModels'], now: number): Iterable<Due> {
  const where = { keeps: 1, describedAt: { lt: toldBefore(now) } } as const;
  const rows = eachRow(readModels.table(descriptions), { where, orderBy: [{ column: 'describedAt' }] });
  for (const { id } of rows) {
    const dueAt = toldUntil(readModels, id, now);
    if (!dueAt) continue;
    yield {
      ...{ subject: `description-retention:${id}`, dueAt: dueAt.ms },
      execution: execution(description, id, { type: 'NoteDescriptionRetention', rule, dueAt }),
    };
  }
}

/** Records that the retention period of a description is over, or that it is not after all: the office of records decides what happens to it. */
export function publishedDescription(
  event: Extract<
    DescriptionEvent,
    { readonly type: 'DescriptionRetentionCame' | 'DescriptionRetentionRenewed' }
  >,
  { id: record }: Pick<Recorded, 'id'>,
): { readonly restricted: EventOf<typeof contracts.incidents.restricted> } {
  const subject = subjectToken(record, narrative.mark.subject);
  return event.type === 'DescriptionRetentionCame'
    ? { restricted: { type: 'RetentionDue', subject, rule: event.rule, record, dueAt: event.dueAt } }
    : { restricted: { type: 'RetentionRenewed', subject, record, renewedAt: event.renewedAt } };
}
