import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import type { RankingEvent } from './ranking.ts';

/** Units that could go to an incident, for the state's own services. */
export function publishedRanking(event: RankingEvent): {
  readonly restricted: EventOf<typeof contracts.beats.restricted>;
} {
  switch (event.type) {
    case 'PatrolCandidatesRanked': {
      const { type, incidentId, round, candidates, modelVersion } = event;
      return { restricted: { type, incidentId, round, candidates, modelVersion } };
    }
  }
}
