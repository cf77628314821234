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
  /** Since when it exists, as far as is known here. */
  readonly sinceMs: number;
}

/** The beats that a contact can lie in, by the beat's id; closed ones are left out. */
export const areas = readModel<AreaRow>()({
  name: 'areas',
  version: 2,
  of: [contactArea],
  columns: { entity: 'text', municipality: 'text' },
  keys: ({ beatId }) => [beatId],
  project(row, event, { entity, metadata }) {
    switch (event.type) {
      case 'ContactAreaNoted': {
        const { beatId, municipality, code, edition, polygon } = event;
        const sinceMs = row?.sinceMs ?? metadata.occurredAt.ms;
        return { id: beatId, entity, municipality, code, edition, polygon, sinceMs };
      }
      case 'ContactAreaClosed':
        return undefined;
    }
  },
});
