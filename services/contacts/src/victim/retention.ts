import type { contracts } from '@proximidad/contracts';
import { type Dependencies, type Due, eachRow } from '@proximidad/edge';
import { type EventOf, execution, instantAt, type Recorded } from '@proximidad/eventsourcing';
import type { AreaIndex } from '../contact-area/area-index.ts';
import { victim, type VictimEvent, victimPerson, victimRetention } from './victim.ts';
import { victims } from './victims.ts';

/** Victims whose retention time is over, by the table. */
export function* victimsDue({ readModels }: Dependencies<AreaIndex>, now: number): Iterable<Due> {
  const where = { retentionAt: { lt: now + 1 } } as const;
  const rows = eachRow(readModels.table(victims), { where, orderBy: [{ column: 'retentionAt' }] });
  for (const { id, kept, ground, retentionAt } of rows) {
    if (retentionAt === null) continue;
    const { rule } = victimRetention(ground, retentionAt);
    const dueAt = instantAt(retentionAt, 'UTC');
    for (const part of kept) {
      yield {
        ...{ subject: `victim-retention:${id}:${part}`, dueAt: retentionAt },
        execution: execution(victim, id, { type: 'NoteVictimRetention', rule, part, dueAt }),
      };
    }
  }
}

/** Publishes that the retention time of a person is over, named by the token alone: no follow-up is mentioned (ADR 155). */
export function publishedVictim(
  event: Extract<VictimEvent, { readonly type: 'VictimRetentionCame' }>,
  { id }: Pick<Recorded, 'id'>,
): { readonly restricted: EventOf<typeof contracts.contacts.restricted> } {
  const { rule, part, dueAt } = event;
  const subject = victimPerson.tokenOf(id, part);
  return { restricted: { type: 'RetentionDue', subject, rule, record: subject, dueAt } };
}
