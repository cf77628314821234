import { readModel } from '@proximidad/eventsourcing';
import type { Polygon } from '@proximidad/geography';
import { beatBoundary } from './beat-boundary.ts';

/** Boundaries of one beat that are remembered; older ones are in the log. */
const DRAWN_MAX = 20;

/** A boundary, and since when it has been in force, Unix milliseconds; null for the first. */
export interface Drawn {
  readonly polygon: Polygon;
  readonly municipality: string;
  readonly from: number | null;
}

export interface BoundaryRow {
  /** The beat's. */
  readonly id: string;
  readonly entity: string;
  /** Of the newest boundary. */
  readonly municipality: string;
  readonly code: string;
  readonly edition: string;
  /** In the order of their versions: each is in force until the next. */
  readonly drawn: readonly Drawn[];
  /** From then on it contains no points, Unix milliseconds; its code still names it. */
  readonly closedFrom: number | null;
}

/** The beats' boundaries as this service learned them; from here a point finds its beat. */
export const boundaries = readModel<BoundaryRow>()({
  name: 'boundaries',
  version: 2,
  of: [beatBoundary],
  columns: { entity: 'text', municipality: 'text' },
  keys: ({ beatId }) => [beatId],
  project(row, event, { entity }) {
    switch (event.type) {
      case 'BeatBoundaryNoted': {
        const { beatId, municipality, code, edition, polygon, validFrom } = event;
        const from = row ? (validFrom?.ms ?? null) : null;
        const drawn = [...(row?.drawn ?? []), { polygon, municipality, from }].slice(-DRAWN_MAX);
        return {
          id: beatId,
          entity,
          municipality,
          code,
          edition,
          drawn,
          closedFrom: row?.closedFrom ?? null,
        };
      }
      case 'BeatClosureNoted':
        return row && { ...row, closedFrom: event.validFrom.ms };
    }
  },
});
