import { Candidate, ModelBasis } from '@proximidad/contracts';
import { aggregate, entityOf, eventFamily, type EventOf, idFor, PublicId } from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

export const CANDIDATES_MAX = 10;

// ---- events -------------------------------------------------------------------

const ranked = {
  incidentId: PublicId,
  /** 0 when it was reported; one higher each time candidates are requested again. */
  round: z.int().min(0),
  /** Best first; empty when no unit was free. */
  candidates: z.array(Candidate).max(CANDIDATES_MAX),
  /** Version of the formula that ranked them. */
  modelVersion: z.string(),
  /** The model whose weights were used; null for rankings made before this was kept. */
  basis: ModelBasis.nullable(),
};

export const rankingEvents = eventFamily({
  PatrolCandidatesRanked: {
    version: 3,
    schema: z.object(ranked),
    upcast: {
      1: (first: object) => ({ ...first, round: 0 }),
      2: (second: object) => ({ ...second, basis: null }),
    },
  },
});
export type RankingEvent = EventOf<typeof rankingEvents>;

// ---- commands -----------------------------------------------------------------

export type Ranking = { readonly status: 'unknown' } | { readonly status: 'ranked' };

const { internal } = commandsOf<Ranking>();

/** Units that could go to an incident, as known when requested: a proposal, never a dispatch. Id: incident and round. */
export const ranking = aggregate({
  category: 'ranking',
  events: rankingEvents,
  initialState: { status: 'unknown' } as Ranking,
  commands: {
    RankCandidates: internal({
      input: ranked,
      decide: (state, result) =>
        state.status === 'unknown' ? [{ ...result, type: 'PatrolCandidatesRanked' as const }] : [],
    }),
  },
  evolve,
});

/** The id of the first round is older than rounds are. */
export function rankingId(incidentId: string, round: number): string {
  return idFor(entityOf(incidentId), 'ranking', incidentId, ...(round === 0 ? [] : [round]));
}

function evolve(_state: Ranking, event: RankingEvent): Ranking {
  switch (event.type) {
    case 'PatrolCandidatesRanked':
      return { status: 'ranked' };
  }
}
