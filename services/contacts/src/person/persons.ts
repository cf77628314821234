import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { contactPerson, type ContactPersonEvent, personRetention } from './person.ts';

type Told = Omit<Extract<ContactPersonEvent, { readonly type: 'ContactPersonTold' }>, 'type'>;

/** Who a contact was with, as it was told last; sealed. */
export interface ContactPersonRow extends Told {
  readonly id: string;
  readonly entity: string;
  /** Who told it last. */
  readonly by: By;
  readonly withdrawnAt: Instant | null;
  /** Who recorded that. */
  readonly withdrawnBy: By | null;
  /** When its time is over by the table, Unix milliseconds; null once that was noted. */
  readonly retentionAt: number | null;
}

export const contactPersons = readModel<ContactPersonRow>()({
  name: 'contact-persons',
  version: 2,
  of: [contactPerson],
  columns: { entity: 'text', retentionAt: 'integer' },
  indexedAlone: ['retentionAt'],
  project(row, event, { id, entity, by }) {
    switch (event.type) {
      case 'ContactPersonTold': {
        const { type: _, ...told } = event;
        const last = { ...told, withdrawnAt: null, withdrawnBy: null };
        return { id, entity, by, ...last, retentionAt: personRetention(last) };
      }
      case 'ConsentWithdrawn': {
        const { withdrawnAt } = event;
        const withdrawn = row && { ...row, name: null, way: null, withdrawnAt, withdrawnBy: by };
        return withdrawn && { ...withdrawn, retentionAt: personRetention(withdrawn) };
      }
      case 'ContactPersonRetentionCame':
        return row && { ...row, retentionAt: null };
    }
  },
});
