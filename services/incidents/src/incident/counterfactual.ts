import { isSensitive, type ModelProfile } from '@proximidad/catalogues';
import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import type { CandidateRow, IncidentRow } from './incident-row.ts';

export const Ranking = closedList(
  'Ranking',
  {
    NEAREST_PATROL: 'The formula of policy P1: 0.6 time to arrive, 0.2 own beat, 0.2 competence.',
    SOONEST: 'Whoever would be there first, whatever the beat.',
    OWN_BEAT: 'Whoever owns the beat, then whoever would be there first.',
    COMPETENCE: 'Whoever is trained for the kind, then whoever would be there first.',
    MODEL: 'By the weights of a model, which is named with it.',
  },
  'A way to rank the units that could go.',
);
export type Ranking = z.infer<typeof Ranking>;

/** Weights of time to arrive, own beat and competence. */
interface Weights {
  readonly eta: number;
  readonly beat: number;
  readonly skill: number;
}
const WEIGHTS: Readonly<Record<Exclude<Ranking, 'MODEL'>, Weights>> = {
  NEAREST_PATROL: { eta: 0.6, beat: 0.2, skill: 0.2 },
  SOONEST: { eta: 1, beat: 0, skill: 0 },
  OWN_BEAT: { eta: 0.3, beat: 0.7, skill: 0 },
  COMPETENCE: { eta: 0.3, beat: 0, skill: 0.7 },
};

/** What ranks the units anew: weights, and which recorded reasons are the competence that they ask for. */
export interface Formula {
  readonly ranking: Ranking;
  readonly model: string | null;
  readonly weights: Weights;
  asks(reason: string): boolean;
}

export function formulaOf(ranking: Exclude<Ranking, 'MODEL'>): Formula {
  const asks = (reason: string) => !OF_PLACE.includes(reason);
  return { ranking, model: null, weights: WEIGHTS[ranking], asks };
}

/** As the model would rank: a competence that it does not ask for is none to it. */
export function formulaOfModel({ profileId, ranking }: ModelProfile, code: string): Formula {
  const { eta, sameBeat: beat, competence: skill, asks } = ranking;
  const wanted = isSensitive(code) ? asks.sensitive : asks.other;
  return {
    ...{ ranking: 'MODEL', model: profileId, weights: { eta, beat, skill } },
    asks: (reason) => reason === wanted,
  };
}

/** From this time on the way counts nothing: the rural target of a high priority (BR-I3). */
const ETA_WORST_SECONDS = 1_200;
const SCORE_DECIMALS = 4;
/** What a proposal says of the place; whatever else it gives as a reason is a competence, by any model. */
const OF_PLACE: readonly string[] = ['SAME_BEAT', 'ADJACENT_BEAT', 'SAME_MUNICIPALITY', 'PLACE_UNKNOWN'];

export interface CandidateByRanking {
  readonly unitId: string;
  readonly rank: number;
  /** In the proposal that was made. */
  readonly rankThen: number;
  readonly score: number;
  readonly reasons: readonly string[];
}

/**
 * What another ranking would have made of the units that were proposed, from the record of the proposal alone: no position, duty or
 * roster of today is asked. The same record always gives the same list.
 */
export function counterfactual(
  { proposal, dispatches }: Pick<IncidentRow, 'proposal' | 'dispatches'>,
  formula: Formula,
  reasonsOf: (candidate: CandidateRow) => readonly string[],
) {
  if (proposal === null) return null;
  const scored = proposal.candidates.map((candidate, index) => ({
    ...{ unitId: candidate.unitId, rankThen: index + 1, score: scoreOf(candidate, formula) },
    ...{ etaSeconds: candidate.etaSeconds ?? Number.POSITIVE_INFINITY, reasons: reasonsOf(candidate) },
  }));
  const candidates = scored
    .toSorted((a, b) => b.score - a.score || a.etaSeconds - b.etaSeconds || (a.unitId < b.unitId ? -1 : 1))
    .map(({ etaSeconds: _, ...one }, index): CandidateByRanking => ({ ...one, rank: index + 1 }));
  const sent = dispatches[0]?.unitId;
  const sentRank = candidates.find(({ unitId }) => unitId === sent)?.rank ?? null;
  const { round, at, modelVersion } = proposal;
  const { ranking, model } = formula;
  return { ranking, model, round, at, modelVersion, candidates, sentRank };
}

function scoreOf({ etaSeconds, sameBeat, reasons }: CandidateRow, { weights, asks }: Formula): number {
  const { eta, beat, skill } = weights;
  const soon = etaSeconds === null ? 0 : 1 - Math.min(etaSeconds, ETA_WORST_SECONDS) / ETA_WORST_SECONDS;
  const isTrained = reasons.some(asks);
  return Number((eta * soon + beat * Number(sameBeat) + skill * Number(isTrained)).toFixed(SCORE_DECIMALS));
}
