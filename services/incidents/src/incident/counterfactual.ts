import { isSensitive, type ModelProfile } from '@proximidad/catalogues';
import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import type { CandidateRow, IncidentRow } from './incident-row.ts';

export const Ranking = closedList(
  'Ranking',
  {
    NEAREST_PATROL: 'The formula of policy P1: 0.6 time to arrive, 0.2 own beat, 0.2 competence.',
    SOONEST: 'The unit that would arrive first, whatever its beat.',
    OWN_BEAT: 'Units of the beat, then the unit that would arrive first.',
    COMPETENCE: 'Units trained for the kind of incident, then the unit that would arrive first.',
    MODEL: 'The weights of a model, which has to be named.',
  },
  'A way to rank the units that could be sent.',
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

/** What re-ranks the units: weights, and which recorded reasons are the competence required. */
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

/** As the model would rank: a competence that it does not require does not count. */
export function formulaOfModel({ profileId, ranking }: ModelProfile, code: string): Formula {
  const { eta, sameBeat: beat, competence: skill, asks } = ranking;
  const wanted = isSensitive(code) ? asks.sensitive : asks.other;
  return {
    ...{ ranking: 'MODEL', model: profileId, weights: { eta, beat, skill } },
    asks: (reason) => reason === wanted,
  };
}

/** From this travel time on, the score for it is 0: the rural target of a high priority (BR-I3). */
const ETA_WORST_SECONDS = 1_200;
const SCORE_DECIMALS = 4;
/** The reasons of a proposal about the place; all its other reasons are competences, in any model. */
const OF_PLACE: readonly string[] = ['SAME_BEAT', 'ADJACENT_BEAT', 'SAME_MUNICIPALITY', 'PLACE_UNKNOWN'];

export interface CandidateByRanking {
  readonly unitId: string;
  readonly rank: number;
  /** Rank in the proposal that was made. */
  readonly rankThen: number;
  readonly score: number;
  readonly reasons: readonly string[];
}

/**
 * How another ranking would have ordered the units that were proposed, from the record of the proposal alone: today's
 * positions, duties and rosters are not used. The same record always gives the same list.
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
