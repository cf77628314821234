import type { contracts } from '@proximidad/contracts';
import type { EventOf, Recorded } from '@proximidad/eventsourcing';
import type { BeatEvent } from './beat.ts';

/** The map, for everybody. */
export function publishedBeat(
  event: BeatEvent,
  { id: beatId }: Recorded,
): { readonly public: EventOf<typeof contracts.beats.public> } {
  switch (event.type) {
    case 'BeatDesigned': {
      const { type, code, edition, municipality, polygon } = event;
      return { public: { type, beatId, code, edition, municipality, polygon, version: 1 } };
    }
    case 'BeatRedrawn': {
      const { type, code, edition, municipality, polygon, version, validFrom } = event;
      return { public: { type, beatId, code, edition, municipality, polygon, version, validFrom } };
    }
    case 'BeatClosed': {
      const { type, version, validFrom, successorBeatIds } = event;
      return { public: { type, beatId, version, validFrom, successorBeatIds } };
    }
  }
}
