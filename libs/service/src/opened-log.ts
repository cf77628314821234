import { operationEvent } from '@proximidad/bus';
import { RevisionConflict, type RecordedEvent } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';

const STREAM = 'ops_00-log';

/** What the log says about itself. */
export interface LogOpened {
  readonly id: string;
  /** Every command in it has an id that is bound to its sender; a log that was begun before that does not say so. */
  readonly idsBound: boolean;
}

/**
 * The log's id: that of its latest `LogOpened`. The first process to find an empty log opens it; a copied or restored log gets
 * a new id (ADR 110), and keeps the first one of the log it came from.
 */
export async function openedLog(log: EventLog, now: () => number): Promise<LogOpened> {
  const { events } = await log.read(STREAM);
  if (events.length > 0) return told(events);
  const event = operationEvent('LogOpened', { idsBound: true }, now());
  try {
    await log.append(STREAM, -1, [event], null);
    return { id: event.id, idsBound: true };
  } catch (error) {
    const others = error instanceof RevisionConflict ? (await log.read(STREAM)).events : [];
    if (others.length === 0) throw error;
    return told(others);
  }
}

function told(events: readonly RecordedEvent[]): LogOpened {
  const { idsBound } = events[0]!.data as { readonly idsBound?: boolean };
  return { id: events.at(-1)!.id, idsBound: idsBound === true };
}
