import { type Instant, readModel } from '@proximidad/eventsourcing';
import { beatShift, type ShiftKind } from './beat-shift.ts';

export interface ShiftRow {
  readonly id: string;
  readonly beatId: string;
  readonly entity: string;
  readonly municipality: string;
  readonly localDate: string;
  readonly kind: ShiftKind;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** The shifts of each beat. */
export const shifts = readModel<ShiftRow>()({
  name: 'shifts',
  version: 1,
  of: [beatShift],
  columns: { entity: 'text', municipality: 'text', beatId: 'text', startsAt: 'instant' },
  indexes: [['beatId', 'startsAt']],
  project(_row, event, { id, entity }) {
    switch (event.type) {
      case 'BeatShiftOpened': {
        const { beatId, municipality, localDate, kind, startsAt, endsAt } = event;
        return { id, beatId, entity, municipality, localDate, kind, startsAt, endsAt };
      }
    }
  },
});
