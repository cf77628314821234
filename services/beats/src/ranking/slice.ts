import { reaction } from '@proximidad/bus';
import { execution } from '@proximidad/eventsourcing';
import type { Slice } from '@proximidad/edge';
import type { BeatsDependencies, Resources } from '../resources.ts';
import { candidatesFor, type Incident } from './candidates.ts';
import { MODEL_VERSION } from './nearest-patrol.ts';
import { publishedRanking } from './published.ts';
import { ranking, rankingId } from './ranking.ts';

/** Who could go to an incident. */
export const rankingSlice: Slice<Resources> = {
  aggregate: ranking,
  published: publishedRanking,
  reactions: (deps) => [
    reaction({
      ...{ context: 'incidents', kind: 'restricted', name: 'rank-candidates', type: 'IncidentReported' },
      // Policy P1 speaks of high and medium: for a low priority a person asks.
      react: (event) => (event.priority === 'BAJA' ? undefined : rank(deps, { ...event, round: 0 })),
    }),
    reaction({
      ...{ context: 'incidents', kind: 'restricted', name: 'rank-again', type: 'CandidatesRequested' },
      react: (event) => rank(deps, event),
    }),
  ],
};

function rank(deps: BeatsDependencies, asked: Incident & { incidentId: string; round: number }) {
  const { incidentId, round, municipality } = asked;
  const command = {
    type: 'RankCandidates',
    ...{ incidentId, round, modelVersion: MODEL_VERSION },
    candidates: candidatesFor(deps, asked),
  } as const;
  return execution(ranking, rankingId(incidentId, round), command, { municipality });
}
