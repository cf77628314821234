import { readModel } from '@proximidad/eventsourcing';
import type { EligibilityEvent, Known } from './eligibility.ts';

/** What training has told about an officer. */
export interface OfficerKnownRow extends Known {
  readonly officerId: string;
  readonly entity: string;
}

/** Looked up when an officer is assigned, and when units are ranked. */
export const officersKnown = readModel<OfficerKnownRow, EligibilityEvent>({
  name: 'officers-known',
  version: 1,
  columns: { entity: 'text', municipality: 'text' },
  keys: (event, { category }) => (category === 'eligibility' ? [event.officerId] : []),
  project(_row, event, { entity }) {
    switch (event.type) {
      case 'EligibilityNoted': {
        const { type: _, ...known } = event;
        return { entity, ...known };
      }
    }
  },
});
