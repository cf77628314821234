import { readModel } from '@proximidad/eventsourcing';
import type { Polygon } from '@proximidad/geography';
import { beatBoundary } from './beat-boundary.ts';

export interface BoundaryRow {
  /** The beat's. */
  readonly id: string;
  readonly entity: string;
  readonly municipality: string;
  readonly code: string;
  readonly edition: string;
  readonly polygon: Polygon;
  /** A closed beat holds no point any more; its code still names it. */
  readonly closed: boolean;
}

/** The beats' boundaries as this service learned them; from here a point finds its beat. */
export const boundaries = readModel<BoundaryRow>()({
  name: 'boundaries',
  version: 1,
  of: [beatBoundary],
  columns: { entity: 'text', municipality: 'text' },
  keys: ({ beatId }) => [beatId],
  project(row, event, { entity }) {
    switch (event.type) {
      case 'BeatBoundaryNoted': {
        const { beatId, municipality, code, edition, polygon } = event;
        return { id: beatId, entity, municipality, code, edition, polygon, closed: row?.closed ?? false };
      }
      case 'BeatClosureNoted':
        return row && { ...row, closed: true };
    }
  },
});
