import { readModel } from '@proximidad/eventsourcing';
import type { Polygon } from '@proximidad/geography';
import { contactArea } from './contact-area.ts';

export interface AreaRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string;
  readonly code: string;
  readonly edition: string;
  readonly polygon: Polygon;
}

/** The beats that a contact can lie in, by the beat's id; a closed one is not there. */
export const areas = readModel<AreaRow>()({
  name: 'areas',
  version: 1,
  of: [contactArea],
  columns: { entity: 'text', municipality: 'text' },
  keys: ({ beatId }) => [beatId],
  project(_row, event, { entity }) {
    switch (event.type) {
      case 'ContactAreaNoted': {
        const { beatId, municipality, code, edition, polygon } = event;
        return { id: beatId, entity, municipality, code, edition, polygon };
      }
      case 'ContactAreaClosed':
        return undefined;
    }
  },
});
