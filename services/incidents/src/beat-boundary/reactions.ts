import type { contracts } from '@proximidad/contracts';
import { entityOf, type EventOf, execution } from '@proximidad/eventsourcing';
import { beatBoundary, boundaryIdOf } from './beat-boundary.ts';

type Beats = EventOf<typeof contracts.beats.public>;

/** A point finds its beat by boundaries noted here, so that it is known what the service knew when it decided. */
export function noteBoundary(event: Extract<Beats, { type: 'BeatDesigned' | 'BeatRedrawn' }>) {
  const { beatId, code, edition, municipality, polygon, version } = event;
  const validFrom = event.type === 'BeatRedrawn' ? event.validFrom : null;
  const noted = { beatId, code, edition, municipality, polygon, version, validFrom };
  return execution(beatBoundary, idOf(beatId), { type: 'NoteBeatBoundary', ...noted }, { municipality });
}

export function noteClosing({ beatId, validFrom }: Extract<Beats, { type: 'BeatClosed' }>) {
  return execution(beatBoundary, idOf(beatId), { type: 'NoteBeatClosed', beatId, validFrom });
}

function idOf(beatId: string): string {
  return boundaryIdOf(entityOf(beatId), beatId);
}
