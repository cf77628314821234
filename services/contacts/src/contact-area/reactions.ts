import type { contracts } from '@proximidad/contracts';
import { type EventOf, execution } from '@proximidad/eventsourcing';
import { contactArea, contactAreaId } from './contact-area.ts';

type Beats = EventOf<typeof contracts.beats.public>;
type Beat<Type extends Beats['type']> = Extract<Beats, { type: Type }>;

/** What the beats service reports about a boundary, noted as this service's own fact before it is used. */
export function noteBoundary(event: Beat<'BeatDesigned' | 'BeatRedrawn'>) {
  const { beatId, code, edition, municipality, polygon, version: beatVersion } = event;
  const validFrom = event.type === 'BeatRedrawn' ? event.validFrom : null;
  const noted = { beatId, code, edition, municipality, polygon, beatVersion, validFrom };
  return execution(contactArea, contactAreaId(beatId), { type: 'NoteBoundary', ...noted }, { municipality });
}

export function noteBeatClosed({ beatId, version: beatVersion, validFrom }: Beat<'BeatClosed'>) {
  const noted = { beatId, beatVersion, validFrom };
  return execution(contactArea, contactAreaId(beatId), { type: 'NoteBeatClosed', ...noted });
}
