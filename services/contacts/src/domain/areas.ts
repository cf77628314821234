import { readModel } from '@proximidad/eventsourcing';
import type { Polygon } from '@proximidad/geography';
import type { ContactsEvent } from './contacts-events.ts';

export interface AreaRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string;
  readonly code: string;
  readonly edition: string;
  readonly polygon: Polygon;
}

/** The beats that a contact can lie in, by the beat's id; a closed one is not there. */
export const areas = readModel<AreaRow, ContactsEvent>({
  name: 'areas',
  version: 1,
  columns: { entity: 'text', municipality: 'text' },
  keys(event) {
    switch (event.type) {
      case 'ContactAreaNoted':
      case 'ContactAreaClosed':
        return [event.beatId];
      case 'ContactRecorded':
      case 'FollowUpRequested':
      case 'FollowUpAttempted':
      case 'FollowUpOverdue':
      case 'FollowUpDone':
      case 'FollowUpWaived':
        return [];
    }
  },
  project(row, event, { entity }) {
    switch (event.type) {
      case 'ContactAreaNoted': {
        const { beatId, municipality, code, edition, polygon } = event;
        return { id: beatId, entity, municipality, code, edition, polygon };
      }
      case 'ContactAreaClosed':
        return undefined;
      case 'ContactRecorded':
      case 'FollowUpRequested':
      case 'FollowUpAttempted':
      case 'FollowUpOverdue':
      case 'FollowUpDone':
      case 'FollowUpWaived':
        return row;
    }
  },
});
