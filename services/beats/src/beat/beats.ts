import { type Instant, readModel } from '@proximidad/eventsourcing';
import type { Polygon } from '@proximidad/geography';
import { beat, type BeatStatus } from './beat.ts';
import { boxOf } from './overlap.ts';

/** A beat as it is drawn now. */
export interface BeatRow {
  readonly id: string;
  readonly code: string;
  readonly edition: string;
  readonly name: string | null;
  readonly authority: string;
  readonly entity: string;
  readonly municipality: string;
  readonly polygon: Polygon;
  readonly areaKm2: number;
  readonly population: number | null;
  readonly version: number;
  readonly validFrom: Instant;
  readonly status: BeatStatus;
  readonly successorBeatIds: readonly string[];
  /** The box around the polygon, so that a place can be looked up in any version of the map. */
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** The map. */
export const beats = readModel<BeatRow>()({
  name: 'beats',
  version: 1,
  of: [beat],
  columns: {
    entity: 'text',
    municipality: 'text',
    code: 'text',
    edition: 'text',
    authority: 'text',
    status: 'text',
    west: 'real',
    east: 'real',
    south: 'real',
    north: 'real',
  },
  project(row, event, { id, entity }) {
    switch (event.type) {
      case 'BeatDesigned': {
        const { type: _, ...drawn } = event;
        const box = boxOf(event.polygon);
        return { id, entity, ...drawn, version: 1, status: 'ACTIVE', successorBeatIds: [], ...box };
      }
      case 'BeatRedrawn': {
        const { version, polygon, areaKm2, validFrom } = event;
        return row && { ...row, version, polygon, areaKm2, validFrom, ...boxOf(polygon) };
      }
      case 'BeatClosed': {
        const { validFrom, successorBeatIds } = event;
        return row && { ...row, status: 'CLOSED', validFrom, successorBeatIds };
      }
    }
  },
});

/** Whether a beat is on the map at a moment, Unix milliseconds: what is told late may be from before it was closed. */
export function isDrawnAt({ status, validFrom }: Pick<BeatRow, 'status' | 'validFrom'>, ms: number): boolean {
  return status !== 'CLOSED' || ms < validFrom.ms;
}
