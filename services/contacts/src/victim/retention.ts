import type { contracts } from '@proximidad/contracts';
import { type Dependencies, type Due, eachRow } from '@proximidad/edge';
import { type EventOf, execution, instantAt, type Recorded } from '@proximidad/eventsourcing';
import type { AreaIndex } from '../contact-area/area-index.ts';
import { victim, type VictimEvent, victimPerson, victimRetention } from './victim.ts';
import { victims } from './victims.ts';

/** What is kept by consent is destroyed once that is withdrawn, whomever it is about. */
const WITHDRAWN = { rule: 'CONTACT_BY_CONSENT' } as const;

/** Victims whose retention time is over, by the table. */
export function* victimsDue({ readModels }: Dependencies<AreaIndex>, now: number): Iterable<Due> {
  const where = { retentionAt: { lt: now + 1 } } as const;
  const rows = eachRow(readModels.table(victims), { where, orderBy: [{ column: 'retentionAt' }] });
  for (const { id, kept, ground, retentionAt, withdrawnAt } of rows) {
    if (retentionAt === null) continue;
    const { rule } = withdrawnAt ? WITHDRAWN : victimRetention(ground, retentionAt);
    const dueAt = instantAt(retentionAt, 'UTC');
    for (const part of kept) {
      yield {
        ...{ subject: `victim-retention:${id}:${part}`, dueAt: retentionAt },
        execution: execution(victim, id, { type: 'NoteVictimRetention', rule, part, dueAt }),
      };
    }
  }
}

/** Victims whose retention time was over, and whose follow-up is owed again. */
export function* victimsRenewed({ readModels }: Dependencies<AreaIndex>, now: number): Iterable<Due> {
  const where = { renewalAt: { lt: now + 1 } } as const;
  const rows = eachRow(readModels.table(victims), { where, orderBy: [{ column: 'renewalAt' }] });
  for (const { id, lapsed, renewalAt } of rows) {
    if (renewalAt === null) continue;
    const renewedAt = instantAt(renewalAt, 'UTC');
    for (const part of lapsed) {
      yield {
        ...{ subject: `victim-renewal:${id}:${part}`, dueAt: renewalAt },
        execution: execution(victim, id, { type: 'NoteVictimRetentionRenewed', part, renewedAt }),
      };
    }
  }
}

type OfRetention = Extract<VictimEvent, { readonly type: 'VictimRetentionCame' | 'VictimRetentionRenewed' }>;

/** Publishes that the retention time of a person is over, or that it is not after all; named by the token alone: no follow-up is mentioned (ADR 155). */
export function publishedVictim(
  event: OfRetention,
  { id }: Pick<Recorded, 'id'>,
): { readonly restricted: EventOf<typeof contracts.contacts.restricted> } {
  const subject = victimPerson.tokenOf(id, event.part);
  const of = { subject, record: subject };
  switch (event.type) {
    case 'VictimRetentionCame':
      return { restricted: { type: 'RetentionDue', ...of, rule: event.rule, dueAt: event.dueAt } };
    case 'VictimRetentionRenewed':
      return { restricted: { type: 'RetentionRenewed', ...of, renewedAt: event.renewedAt } };
  }
}
