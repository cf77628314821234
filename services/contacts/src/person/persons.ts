import { type By, type Instant, only, readModel } from '@proximidad/eventsourcing';
import { contact } from '../contact/contact.ts';
import { contactPerson, type ContactPersonEvent, personRetention } from './person.ts';

type Told = Omit<Extract<ContactPersonEvent, { readonly type: 'ContactPersonTold' }>, 'type'>;

/** The person a contact was with, as last recorded; sealed. */
export interface ContactPersonRow extends Told {
  readonly id: string;
  readonly entity: string;
  /** Who last recorded it. */
  readonly by: By;
  readonly withdrawnAt: Instant | null;
  /** Who recorded the withdrawal. */
  readonly withdrawnBy: By | null;
  /** When the contact was annulled. */
  readonly annulledAt: Instant | null;
  /** When its time is over by the table, Unix milliseconds; null once that was noted. */
  readonly retentionAt: number | null;
}

export const contactPersons = readModel<ContactPersonRow>()({
  name: 'contact-persons',
  version: 3,
  of: [contactPerson, only(contact, 'ContactAnnulled')],
  columns: { entity: 'text', retentionAt: 'integer' },
  indexedAlone: ['retentionAt'],
  project(row, event, { id, entity, by }) {
    switch (event.type) {
      case 'ContactPersonTold': {
        const { type: _, ...told } = event;
        const last = { ...told, withdrawnAt: null, withdrawnBy: null, annulledAt: null };
        return { id, entity, by, ...last, retentionAt: personRetention(last) };
      }
      case 'ConsentWithdrawn': {
        const { withdrawnAt } = event;
        const withdrawn = row && { ...row, name: null, way: null, withdrawnAt, withdrawnBy: by };
        return withdrawn && { ...withdrawn, retentionAt: dueOf(withdrawn) };
      }
      case 'ContactAnnulled': {
        const { annulledAt } = event;
        const annulled = row && { ...row, name: null, way: null, annulledAt };
        return annulled && { ...annulled, retentionAt: dueOf(annulled) };
      }
      case 'ContactPersonRetentionCame':
        return row && { ...row, retentionAt: null };
      case 'ContactPersonRetentionRenewed':
        return row;
    }
  },
});

/** The end of the period is noted once for the last recording: what comes after does not make it due again. */
function dueOf(row: ContactPersonRow): number | null {
  return row.retentionAt === null ? null : personRetention(row);
}
