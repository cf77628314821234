import type { contracts } from '@proximidad/contracts';
import { type Dependencies, type Due, eachRow } from '@proximidad/edge';
import { type EventOf, execution, type Recorded } from '@proximidad/eventsourcing';
import type { Places } from '../beat-boundary/places.ts';
import { TOLD_RULE as rule, toldBefore, toldUntil } from '../incident/retention.ts';
import { involved, type InvolvedEvent, involvedPerson } from './involved.ts';
import { incidentPeople } from './people.ts';

/** People whose retention period is over, by the table. */
export function* peopleDue(readModels: Dependencies<Places>['readModels'], now: number): Iterable<Due> {
  const where = { keeps: 1, toldAt: { lt: toldBefore(now) } } as const;
  const rows = eachRow(readModels.table(incidentPeople), { where, orderBy: [{ column: 'toldAt' }] });
  for (const { id, incidentId, kept } of rows) {
    const dueAt = toldUntil(readModels, incidentId, now);
    for (const part of dueAt ? kept : []) {
      yield {
        ...{ subject: `involved-retention:${id}:${part}`, dueAt: dueAt!.ms },
        execution: execution(involved, id, { type: 'NoteInvolvedRetention', rule, part, dueAt: dueAt! }),
      };
    }
  }
}

/** Records that the retention period of a person's data is over, or that it is not after all: the office of records decides what happens to them. */
export function publishedInvolved(
  event: Extract<InvolvedEvent, { readonly type: 'InvolvedRetentionCame' | 'InvolvedRetentionRenewed' }>,
  { id: record }: Pick<Recorded, 'id'>,
): { readonly restricted: EventOf<typeof contracts.incidents.restricted> } {
  const subject = involvedPerson.tokenOf(record, event.part);
  return event.type === 'InvolvedRetentionCame'
    ? { restricted: { type: 'RetentionDue', subject, rule: event.rule, record, dueAt: event.dueAt } }
    : { restricted: { type: 'RetentionRenewed', subject, record, renewedAt: event.renewedAt } };
}
