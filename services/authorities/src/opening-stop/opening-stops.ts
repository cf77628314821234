import { type By, readModel } from '@proximidad/eventsourcing';
import { openingStop, type OpeningStopEvent } from './opening-stop.ts';

type Stopped = Extract<OpeningStopEvent, { readonly type: 'OpeningStopped' }>;

export interface OpeningStopRow extends Omit<Stopped, 'type' | 'person'> {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
  readonly waiting: boolean;
  readonly acknowledgedBy: By | null;
}

/** Who was stopped from opening sealed data, and who is looking into it. */
export const openingStops = readModel<OpeningStopRow>()({
  name: 'opening-stops',
  version: 1,
  of: [openingStop],
  columns: { entity: 'text', municipality: 'text', waiting: 'integer', stoppedAt: 'instant' },
  indexes: [['entity', 'stoppedAt']],
  guarded: () => true,
  project(row, event, { id, entity, by, metadata }) {
    if (event.type === 'StopAcknowledged') return row && { ...row, waiting: false, acknowledgedBy: by };
    const { type: _, person: _person, ...told } = event;
    const municipality = metadata.jurisdiction.municipality ?? null;
    return { ...told, id, entity, municipality, waiting: true, acknowledgedBy: null };
  },
});
