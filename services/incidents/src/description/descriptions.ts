import { readModel } from '@proximidad/eventsourcing';
import { description, type DescriptionEvent } from './description.ts';

/** What was told last, field by field; sealed. */
export interface DescriptionRow extends Omit<DescriptionEvent, 'type' | 'describedAt'> {
  readonly id: string;
  readonly entity: string;
}

export const descriptions = readModel<DescriptionRow>()({
  name: 'descriptions',
  version: 1,
  of: [description],
  columns: { entity: 'text' },
  project(row, event, { id, entity }) {
    return {
      ...{ id, entity },
      exactPlace: event.exactPlace ?? row?.exactPlace ?? null,
      address: event.address ?? row?.address ?? null,
      narrative: event.narrative ?? row?.narrative ?? null,
    };
  },
});
