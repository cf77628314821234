import { readModel, type Instant } from '@proximidad/eventsourcing';
import type { Point } from '@proximidad/geography';
import { contact, type ContactOutcome } from './contact.ts';

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
}

/** Who was spoken with, where and about what: by beat, newest first. */
export const contacts = readModel<ContactRow>()({
  name: 'contacts',
  version: 3,
  of: [contact],
  columns: {
    entity: 'text',
    municipality: 'text',
    beatId: 'text',
    contactedAt: 'instant',
    recordedAt: 'instant',
    officersText: 'text',
  },
  indexes: [
    ['entity', 'contactedAt'],
    ['municipality', 'contactedAt'],
    ['beatId', 'contactedAt'],
    ['entity', 'recordedAt'],
  ],
  project(_row, event, { id, entity, recordedAt }) {
    const { type: _type, ...fields } = event;
    return { id, entity, ...fields, officersText: ` ${fields.officerIds.join(' ')} `, recordedAt };
  },
  guarded: () => true,
  figure: ({ entity, municipality }) => [
    { key: `${entity}:recorded`, add: 1 },
    { key: `${municipality}:recorded`, add: 1 },
  ],
});
