import type { contracts } from '@proximidad/contracts';
import { type EventOf, execution, type Instant } from '@proximidad/eventsourcing';
import { incident } from './incident.ts';

type Beats = EventOf<typeof contracts.beats.restricted>;
type Ranking = Extract<Beats, { type: 'PatrolCandidatesRanked' }>;

/** A ranking is a proposal to people, nothing more (BR-I4), of units that still go out. `at` is when it was made. */
export function proposePatrol(
  event: Ranking,
  at: Instant,
  municipality: string | undefined,
  goesOut: (unitId: string) => boolean,
) {
  const { incidentId, round, modelVersion } = event;
  const candidates = event.candidates.filter(({ unitId }) => goesOut(unitId));
  const command = { type: 'NotePatrolCandidates', round, candidates, modelVersion, at } as const;
  return execution(incident, incidentId, command, { municipality });
}
