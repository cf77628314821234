import { readModel } from '@proximidad/eventsourcing';
import { eligibility, type Known } from './eligibility.ts';

/** What training has said of an officer. */
export interface OfficerKnownRow extends Known {
  readonly officerId: string;
  readonly entity: string;
}

/** Looked up when an officer is assigned, and when units are ranked. */
export const officersKnown = readModel<OfficerKnownRow>()({
  name: 'officers-known',
  version: 3,
  of: [eligibility],
  columns: { entity: 'text', municipality: 'text' },
  keys: ({ officerId }) => [officerId],
  project(_row, event, { entity }) {
    switch (event.type) {
      case 'EligibilityNoted': {
        const { type: _, ...known } = event;
        return { entity, ...known };
      }
    }
  },
});
