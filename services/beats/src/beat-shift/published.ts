import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import type { BeatShiftEvent } from './beat-shift.ts';

/** That a shift is held, for everybody: not when exactly, nor by whom. */
export function publishedShift(event: BeatShiftEvent): {
  readonly public?: EventOf<typeof contracts.beats.public>;
} {
  switch (event.type) {
    case 'BeatShiftOpened': {
      const { type, beatId, localDate, kind } = event;
      return { public: { type, beatId, localDate, shiftKind: kind } };
    }
    case 'BeatShiftCarriedOver':
      return {};
  }
}
