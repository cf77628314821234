import { type EventsOf, reaction } from '@proximidad/bus';
import { entityOf } from '@proximidad/eventsourcing';
import { beatBoundary, type BoundaryCommand, boundaryIdOf } from './beat-boundary.ts';
import { incident, type IncidentCommand } from './incident.ts';

type Boundary = Extract<EventsOf<'beats', 'public'>, { type: 'BeatDesigned' | 'BeatRedrawn' }>;

/** A point finds its beat by boundaries noted here, so that it is known what the service knew when it decided. */
const noteBoundary = ({ beatId, code, edition, municipality, polygon, version }: Boundary) => {
  const facts = { beatId, code, edition, municipality, polygon, version };
  return noted(beatId, { type: 'NoteBeatBoundary', ...facts }, municipality);
};

export const reactions = [
  reaction({
    name: 'note-designed-beat',
    context: 'beats',
    kind: 'public',
    type: 'BeatDesigned',
    react: noteBoundary,
  }),
  reaction({
    name: 'note-redrawn-beat',
    context: 'beats',
    kind: 'public',
    type: 'BeatRedrawn',
    react: noteBoundary,
  }),
  reaction({
    name: 'note-closed-beat',
    context: 'beats',
    kind: 'public',
    type: 'BeatClosed',
    react: ({ beatId, validFrom }) => noted(beatId, { type: 'NoteBeatClosed', beatId, validFrom }),
  }),
  reaction({
    name: 'propose-patrol',
    context: 'beats',
    kind: 'restricted',
    type: 'PatrolCandidatesRanked',
    react({ incidentId, candidates, modelVersion }, { occurredAt: at, municipality }) {
      const command: IncidentCommand = { type: 'NotePatrolCandidates', candidates, modelVersion, at };
      return { aggregate: incident, id: incidentId, command, municipality };
    },
  }),
];

function noted(beatId: string, command: BoundaryCommand, municipality?: string) {
  return { aggregate: beatBoundary, id: boundaryIdOf(entityOf(beatId), beatId), command, municipality };
}
