import { type CarriedOver, carriedOn } from '@proximidad/contracts';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { beatShift, type ShiftCancellationReason, type ShiftKind } from './beat-shift.ts';

/** That it is not held. */
export interface ShiftCancellationRow {
  readonly reason: ShiftCancellationReason;
  readonly cancelledAt: Instant;
  readonly by: By;
}

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
  readonly cancellation: ShiftCancellationRow | null;
  /** Whether it is held. */
  readonly stands: boolean;
}

/** The shifts of each beat. */
export const shifts = readModel<ShiftRow>()({
  name: 'shifts',
  version: 3,
  of: [beatShift],
  columns: {
    ...{ entity: 'text', municipality: 'text', beatId: 'text' },
    ...{ startsAt: 'instant', endsAt: 'instant', stands: 'integer' },
  },
  indexes: [
    ['beatId', 'startsAt'],
    ['beatId', 'endsAt'],
  ],
  project(row, event, { id, entity, by }) {
    switch (event.type) {
      case 'BeatShiftOpened': {
        const { beatId, municipality, localDate, kind, startsAt, endsAt } = event;
        const opened = { carriedOver: [], by, cancellation: null, stands: true };
        return { id, beatId, entity, municipality, localDate, kind, startsAt, endsAt, ...opened };
      }
      case 'BeatShiftCarriedOver':
        return row && { ...row, carriedOver: carriedOn(row, event) };
      case 'BeatShiftCancelled': {
        const { reason, cancelledAt } = event;
        return row && { ...row, cancellation: { reason, cancelledAt, by }, stands: false };
      }
    }
  },
});
