import { readModel } from '@proximidad/eventsourcing';
import { drawnAt, type DrawnPlace, drawnNext } from '@proximidad/geography';
import { contactArea } from './contact-area.ts';

export interface AreaRow extends DrawnPlace {
  readonly entity: string;
  /** Of the newest boundary. */
  readonly municipality: string;
  readonly code: string;
}

/** The beats that a contact can lie in, by the beat's id; in closed ones too there may have been one before. */
export const areas = readModel<AreaRow>()({
  name: 'areas',
  version: 3,
  of: [contactArea],
  columns: { entity: 'text', municipality: 'text' },
  keys: ({ beatId }) => [beatId],
  project(row, event, { entity, metadata }) {
    switch (event.type) {
      case 'ContactAreaNoted': {
        const { beatId: id, municipality, code, edition } = event;
        const drawn = drawnNext(row?.drawn, event);
        const sinceMs = row?.sinceMs ?? metadata.occurredAt.ms;
        return {
          id,
          entity,
          municipality,
          code,
          edition,
          drawn,
          sinceMs,
          closedFrom: row?.closedFrom ?? null,
        };
      }
      case 'ContactAreaClosed':
        return row && { ...row, closedFrom: event.validFrom.ms };
    }
  },
});

/** The municipality in which the beat lay at a moment, Unix milliseconds; undefined once it was closed. */
export function municipalityOf(area: AreaRow, ms: number): string | undefined {
  return area.closedFrom !== null && area.closedFrom <= ms ? undefined : drawnAt(area, ms).municipality;
}
