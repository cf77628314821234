import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { description, type DescriptionEvent } from './description.ts';

type Described = Extract<DescriptionEvent, { readonly type: 'IncidentDescribed' }>;

/** The latest value of each field; sealed. */
export interface DescriptionRow extends Omit<Described, 'type'> {
  readonly id: string;
  readonly entity: string;
  /** Who last recorded it. */
  readonly by: By;
  /** When it was last recorded. */
  readonly describedAt: Instant;
  /** 1 until its retention period is over. */
  readonly keeps: 0 | 1;
}

export const descriptions = readModel<DescriptionRow>()({
  name: 'descriptions',
  version: 3,
  of: [description],
  columns: { entity: 'text', keeps: 'integer', describedAt: 'instant' },
  indexes: [['keeps', 'describedAt']],
  project(row, event, { id, entity, by }) {
    if (event.type === 'DescriptionRetentionCame') return row && { ...row, keeps: 0 };
    // It was told with it.
    if (event.type === 'DescriptionRetentionRenewed') return row;
    const { type: _, ...told } = event;
    return {
      ...{ id, entity, by, ...told, keeps: 1 },
      exactPlace: told.exactPlace ?? row?.exactPlace ?? null,
      address: told.address ?? row?.address ?? null,
      narrative: told.narrative ?? row?.narrative ?? null,
    };
  },
});
