import { reaction } from '@proximidad/bus';
import { basisOf } from '@proximidad/contracts';
import { entityOf, execution } from '@proximidad/eventsourcing';
import type { Slice } from '@proximidad/edge';
import { governing } from '../noted-profile/noted-profiles.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import { candidatesFor, type Incident } from './candidates.ts';
import { MODEL_VERSION } from './nearest-patrol.ts';
import { publishedRanking } from './published.ts';
import { ranking, rankingId } from './ranking.ts';

/** Units that could go to an incident. */
export const rankingSlice: Slice<Resources> = {
  aggregate: ranking,
  published: publishedRanking,
  reactions: (deps) => [
    reaction({
      ...{ context: 'incidents', kind: 'restricted', name: 'rank-candidates', type: 'IncidentReported' },
      // Policy P1 covers high and medium priority: for low priority, a person requests candidates.
      react: (event) => (event.priority === 'BAJA' ? undefined : rank(deps, { ...event, round: 0 })),
    }),
    reaction({
      ...{ context: 'incidents', kind: 'restricted', name: 'rank-again', type: 'CandidatesRequested' },
      react: (event) => rank(deps, event),
    }),
  ],
};

function rank(deps: BeatsDependencies, asked: Incident & { round: number }) {
  const { incidentId, round, municipality } = asked;
  const place = { entity: entityOf(incidentId), municipality, beatId: asked.beatId };
  const model = governing(deps, place, deps.now());
  const command = {
    type: 'RankCandidates',
    ...{ incidentId, round, modelVersion: MODEL_VERSION, basis: basisOf(model, 'ranking') },
    candidates: candidatesFor(deps, asked, model),
  } as const;
  return execution(ranking, rankingId(incidentId, round), command, { municipality });
}
