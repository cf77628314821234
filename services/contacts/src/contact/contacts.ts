import { type By, readModel, type Instant } from '@proximidad/eventsourcing';
import type { Point } from '@proximidad/geography';
import { contact, type ContactAnnulmentReason, type ContactOutcome } from './contact.ts';

/** That it was recorded by mistake, and who said so. */
export interface ContactAnnulmentRow {
  readonly reason: ContactAnnulmentReason;
  readonly annulledAt: Instant;
  readonly by: By;
}

export interface ContactRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string;
  readonly beatId: string | null;
  readonly kind: string;
  readonly outcome: ContactOutcome;
  readonly contactedAt: Instant;
  readonly durationS: number;
  readonly officerIds: readonly string[];
  /** The same, each between blanks. */
  readonly officersText: string;
  readonly topicCodes: readonly string[];
  readonly people: { readonly adults: number; readonly minors: number };
  readonly point: Point | null;
  /** Unix milliseconds. */
  readonly recordedAt: number;
  readonly annulment: ContactAnnulmentRow | null;
  /** Whether it counts: not once it was annulled. */
  readonly stands: boolean;
}

/** Who was spoken with, where and about what: by beat, newest first. */
export const contacts = readModel<ContactRow>()({
  name: 'contacts',
  version: 4,
  of: [contact],
  columns: {
    entity: 'text',
    municipality: 'text',
    beatId: 'text',
    contactedAt: 'instant',
    recordedAt: 'instant',
    officersText: 'text',
    stands: 'integer',
  },
  indexes: [
    ['entity', 'contactedAt'],
    ['municipality', 'contactedAt'],
    ['beatId', 'contactedAt'],
    ['entity', 'recordedAt'],
  ],
  project(row, event, { id, entity, by, recordedAt }) {
    switch (event.type) {
      case 'ContactRecorded': {
        const { type: _type, ...fields } = event;
        const officersText = ` ${fields.officerIds.join(' ')} `;
        return { id, entity, ...fields, officersText, recordedAt, annulment: null, stands: true };
      }
      case 'ContactAnnulled': {
        const { reason, annulledAt } = event;
        return row && { ...row, annulment: { reason, annulledAt, by }, stands: false };
      }
    }
  },
  guarded: () => true,
  figure: ({ entity, municipality, stands }) =>
    stands
      ? [
          { key: `${entity}:recorded`, add: 1 },
          { key: `${municipality}:recorded`, add: 1 },
        ]
      : [],
});
