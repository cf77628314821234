import { reaction } from '@proximidad/bus';
import { execution } from '@proximidad/eventsourcing';
import type { Slice } from '@proximidad/edge';
import { candidatesFor } from './candidates.ts';
import type { Own } from '../own.ts';
import { MODEL_VERSION } from './nearest-patrol.ts';
import { publishedRanking } from './published.ts';
import { ranking, rankingId } from './ranking.ts';

/** Who could go to an incident. */
export const rankingSlice: Slice<Own> = {
  aggregate: ranking,
  published: publishedRanking,
  reactions: (deps) => [
    reaction({
      ...{ context: 'incidents', kind: 'restricted', name: 'rank-candidates', type: 'IncidentReported' },
      react(event) {
        const { incidentId, municipality } = event;
        const candidates = candidatesFor(deps, event);
        const command = {
          type: 'RankCandidates',
          incidentId,
          candidates,
          modelVersion: MODEL_VERSION,
        } as const;
        return execution(ranking, rankingId(incidentId), command, { municipality });
      },
    }),
  ],
};
