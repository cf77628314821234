import type { contracts } from '@proximidad/contracts';
import type { EventOf, Recorded } from '@proximidad/eventsourcing';
import type { KeptPersonEvent } from './kept-person-events.ts';

type Destroyed = Extract<KeptPersonEvent, { readonly type: 'SubjectKeyDestroyed' }>;

/** Publishes that a person was erased, by the token alone: neither who decided it nor why. */
export function publishedKeptPerson(
  { destroyedAt: erasedAt }: Destroyed,
  { id: subject }: Pick<Recorded, 'id'>,
): { readonly restricted: EventOf<typeof contracts.authorities.restricted> } {
  return { restricted: { type: 'PersonErased', subject, erasedAt } };
}
