import type { contracts } from '@proximidad/contracts';
import { entityOf, type EventOf, type Instant } from '@proximidad/eventsourcing';
import { type BoundaryCommand, boundaryIdOf } from './beat-boundary.ts';
import type { IncidentCommand } from './incident.ts';

type Public = EventOf<typeof contracts.beats.public>;
type Restricted = EventOf<typeof contracts.beats.restricted>;
type Boundary = Extract<Public, { type: 'BeatDesigned' | 'BeatRedrawn' }>;
type Closing = Extract<Public, { type: 'BeatClosed' }>;
type Ranking = Extract<Restricted, { type: 'PatrolCandidatesRanked' }>;

/** What another's fact asks of one of this service's streams. */
interface Asked<Command> {
  readonly id: string;
  readonly command: Command;
  readonly municipality?: string;
}

/** A point finds its beat by boundaries noted here, so that it is known what the service knew when it decided. */
export function noteBoundary(event: Boundary): Asked<BoundaryCommand> {
  const { beatId, code, edition, municipality, polygon, version } = event;
  const facts = { beatId, code, edition, municipality, polygon, version };
  return { ...onBoundary(beatId, { type: 'NoteBeatBoundary', ...facts }), municipality };
}

export function noteClosing({ beatId, validFrom }: Closing): Asked<BoundaryCommand> {
  return onBoundary(beatId, { type: 'NoteBeatClosed', beatId, validFrom });
}

/** A ranking is a proposal to people, nothing more (BR-I4). `at` is when it was made. */
export function proposePatrol(event: Ranking, at: Instant): Asked<IncidentCommand> {
  const { incidentId, candidates, modelVersion } = event;
  return { id: incidentId, command: { type: 'NotePatrolCandidates', candidates, modelVersion, at } };
}

function onBoundary(beatId: string, command: BoundaryCommand) {
  return { id: boundaryIdOf(entityOf(beatId), beatId), command };
}
