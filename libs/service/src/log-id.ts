import { operationEvent } from '@proximidad/bus';
import { RevisionConflict } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';

const STREAM = 'ops_00-log';

/**
 * The log's id: that of its latest `LogOpened`. The first process at an empty log opens it; a copied or restored log
 * gets a new one (ADR 110).
 */
export async function logIdOf(log: EventLog, now: () => number): Promise<string> {
  const opened = await log.readLast(STREAM);
  if (opened) return opened.id;
  const event = operationEvent('LogOpened', {}, now());
  try {
    await log.append(STREAM, -1, [event], null);
    return event.id;
  } catch (error) {
    const winner = error instanceof RevisionConflict ? await log.readLast(STREAM) : undefined;
    if (!winner) throw error;
    return winner.id;
  }
}
