import { Candidate } from '@proximidad/contracts';
import { aggregate, entityOf, eventFamily, type EventOf, idFor, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

export const CANDIDATES_MAX = 10;

// ---- events -------------------------------------------------------------------

const ranked = {
  incidentId: PublicId,
  /** Best first; empty when no unit was free. */
  candidates: z.array(Candidate).max(CANDIDATES_MAX),
  /** Of the formula that ranked them. */
  modelVersion: z.string(),
};

export const rankingEvents = eventFamily({
  PatrolCandidatesRanked: { version: 1, schema: z.object(ranked) },
});
export type RankingEvent = EventOf<typeof rankingEvents>;

// ---- commands -----------------------------------------------------------------

const RankingCommand = z.object({ type: z.literal('RankCandidates'), ...ranked });
type RankingCommand = z.infer<typeof RankingCommand>;

// ---- rules --------------------------------------------------------------------

export type Ranking = { readonly status: 'unknown' } | { readonly status: 'ranked' };

/** Which units could go to an incident, as known when it was reported: a proposal, never a dispatch. Id: incident. */
export const ranking = aggregate({
  category: 'ranking',
  commands: RankingCommand,
  events: rankingEvents,
  initialState: { status: 'unknown' } as Ranking,
  decide,
  evolve,
});

export function rankingId(incidentId: string): string {
  return idFor(entityOf(incidentId), 'ranking', incidentId);
}

function decide(state: Ranking, { type: _, ...result }: RankingCommand): RankingEvent[] {
  return state.status === 'ranked' ? [] : [{ type: 'PatrolCandidatesRanked', ...result }];
}

function evolve(_state: Ranking, event: RankingEvent): Ranking {
  switch (event.type) {
    case 'PatrolCandidatesRanked':
      return { status: 'ranked' };
  }
}
