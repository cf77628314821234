import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import type { BeatShiftEvent } from './beat-shift.ts';

/** That a shift is held, or is not after all, for everybody: not when exactly, nor by whom. */
export function publishedShift(event: BeatShiftEvent): {
  readonly public?: EventOf<typeof contracts.beats.public>;
} {
  switch (event.type) {
    case 'BeatShiftOpened':
    case 'BeatShiftCancelled': {
      const { type, beatId, localDate, kind } = event;
      return { public: { type, beatId, localDate, shiftKind: kind } };
    }
    case 'BeatShiftCarriedOver':
      return {};
  }
}
