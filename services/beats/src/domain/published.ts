import type { contracts } from '@proximidad/contracts';
import type { EventOf, Recorded } from '@proximidad/eventsourcing';
import type { BeatEvent } from './beat.ts';
import type { BeatShiftEvent } from './beat-shift.ts';
import type { RankingEvent } from './ranking.ts';

interface Published {
  readonly public?: EventOf<typeof contracts.beats.public>;
  readonly restricted?: EventOf<typeof contracts.beats.restricted>;
}

/** What leaves the service: the map and its shifts for everybody, who could go to an incident for the state's own. */
export const published = {
  beat: publishedOfBeat,
  beatshift: publishedOfShift,
  ranking: publishedOfRanking,
};

function publishedOfBeat(event: BeatEvent, { id: beatId }: Recorded): Published {
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

function publishedOfShift(event: BeatShiftEvent): Published {
  switch (event.type) {
    case 'BeatShiftOpened': {
      const { type, beatId, localDate, kind } = event;
      return { public: { type, beatId, localDate, shiftKind: kind } };
    }
  }
}

function publishedOfRanking(event: RankingEvent): Published {
  switch (event.type) {
    case 'PatrolCandidatesRanked': {
      const { type, incidentId, candidates, modelVersion } = event;
      return { restricted: { type, incidentId, candidates, modelVersion } };
    }
  }
}
