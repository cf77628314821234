import { readModel } from '@proximidad/eventsourcing';
import { type DrawnPlace, drawnNext } from '@proximidad/geography';
import { beatBoundary } from './beat-boundary.ts';

/** A beat, by its id; once it is closed, its code still names it. */
export interface BoundaryRow extends DrawnPlace {
  readonly entity: string;
  /** Of the newest boundary. */
  readonly municipality: string;
  readonly code: string;
}

/** The beats' boundaries as this service learned them; from here a point finds its beat. */
export const boundaries = readModel<BoundaryRow>()({
  name: 'boundaries',
  version: 3,
  of: [beatBoundary],
  columns: { entity: 'text', municipality: 'text' },
  keys: ({ beatId }) => [beatId],
  project(row, event, { entity, metadata }) {
    switch (event.type) {
      case 'BeatBoundaryNoted': {
        const { beatId: id, municipality, code, edition } = event;
        const drawn = drawnNext(row?.drawn, event);
        const sinceMs = row?.sinceMs ?? metadata.occurredAt.ms;
        const closedFrom = row?.closedFrom ?? null;
        return { id, entity, municipality, code, edition, drawn, sinceMs, closedFrom };
      }
      case 'BeatClosureNoted':
        return row && { ...row, closedFrom: event.validFrom.ms };
    }
  },
});
