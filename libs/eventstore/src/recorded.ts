import type { ResolvedEvent } from '@eventstore/db-client';
import type { EventMetadata, RecordedEvent } from '@proximidad/eventsourcing';

/** The client's event in the platform's form; undefined for the store's own events (`$...`) and for links. */
export function recordedEvent({ event }: ResolvedEvent): RecordedEvent | undefined {
  if (!event || event.streamId.startsWith('$') || event.type.startsWith('$')) return undefined;
  return {
    id: event.id,
    stream: event.streamId,
    revision: Number(event.revision),
    position: Number(event.position?.commit ?? 0n),
    recordedAt: event.created.getTime(),
    type: event.type,
    data: event.data,
    // A stranger's event may have none; whoever decodes it says so.
    metadata: (event.metadata ?? {}) as unknown as EventMetadata,
  };
}

/** Commit position of any event, including the store's own. */
export function positionOf({ commitPosition, event, link }: ResolvedEvent): number {
  return Number(commitPosition ?? link?.position?.commit ?? event?.position?.commit ?? 0n);
}
