import { type CarriedOver, carriedOn } from '@proximidad/contracts';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
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
  /** Who opened it. */
  readonly by: By;
  readonly carriedOver: readonly CarriedOver[];
}

/** The shifts of each beat. */
export const shifts = readModel<ShiftRow>()({
  name: 'shifts',
  version: 2,
  of: [beatShift],
  columns: {
    ...{ entity: 'text', municipality: 'text', beatId: 'text' },
    ...{ startsAt: 'instant', endsAt: 'instant' },
  },
  indexes: [['beatId', 'startsAt']],
  project(row, event, { id, entity, by }) {
    switch (event.type) {
      case 'BeatShiftOpened': {
        const { beatId, municipality, localDate, kind, startsAt, endsAt } = event;
        const opened = { carriedOver: [], by };
        return { id, beatId, entity, municipality, localDate, kind, startsAt, endsAt, ...opened };
      }
      case 'BeatShiftCarriedOver':
        return row && { ...row, carriedOver: carriedOn(row, event) };
    }
  },
});
