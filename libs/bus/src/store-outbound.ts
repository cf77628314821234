import { type NewEvent, type RecordedEvent, RevisionConflict } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import type { Outbound } from './carrier.ts';
import type { Message } from './message.ts';
import { resumePosition } from './relay.ts';

/** How long published events lie on the store: like the retention of a topic. */
export const PUBLISHED_AGE_MAX_SECONDS = 7 * 24 * 3_600;
const ATTEMPTS_MAX = 3;

/** `public_09-incidents`: where a message lies on the store. */
export function streamOfMessage({ kind, context, source }: Message): string {
  return `${kind}_${source.entity}-${context}`;
}

/** The bus on the event store itself: published events are appended beside the record they come from. */
export function storeOutbound(log: EventLog, logId: string): Outbound {
  return {
    async publish(batch) {
      const perStream = Map.groupBy(batch, streamOfMessage);
      const appends = [...perStream].map(([stream, messages]) => publishTo(log, logId, stream, messages));
      const failed = (await Promise.allSettled(appends)).find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
}

/** What follows the stream's last event is appended at exactly its revision; a lost race looks again. */
async function publishTo(
  log: EventLog,
  logId: string,
  stream: string,
  messages: readonly Message[],
): Promise<void> {
  let expired: number | undefined;
  for (let attempt = 1; ; attempt++) {
    const last = await log.readLast(stream);
    const fresh = await unpublished(log, logId, last, messages);
    if (fresh.length === 0) return;
    const expected = last?.revision ?? expired ?? -1;
    if (expected === -1) await log.setMetadata(stream, { maxAgeSeconds: PUBLISHED_AGE_MAX_SECONDS });
    const events = fresh.map((message) => publishedEvent(logId, message));
    try {
      await log.append(stream, expected, events, last?.metadata.hash ?? null);
      return;
    } catch (error) {
      if (!(error instanceof RevisionConflict) || attempt === ATTEMPTS_MAX) throw error;
      // A stream whose events all fell to their age looks empty, but goes on where it was.
      expired = error.actual;
    }
  }
}

/** The relay publishes in commit order, so whatever is not behind the stream's last event lies there already. */
async function unpublished(
  log: EventLog,
  logId: string,
  last: RecordedEvent | undefined,
  messages: readonly Message[],
): Promise<readonly Message[]> {
  const source = last?.metadata.source;
  if (!source) return messages;
  const position = (await resumePosition(log, logId, source)) ?? -1;
  return messages.filter((message) => message.source.position > position);
}

function publishedEvent(log: string, { id, type, version, data, source, ...message }: Message): NewEvent {
  const { entity, municipality, occurredAt, ...rest } = source;
  return {
    id,
    type,
    data,
    metadata: {
      version,
      commandId: id,
      occurredAt,
      actor: { kind: 'SYSTEM', id: message.context, role: 'SYSTEM' },
      jurisdiction: municipality === undefined ? { entity } : { entity, municipality },
      correlationId: message.correlationId,
      causationId: source.eventId,
      ...(message.traceparent === undefined ? {} : { traceparent: message.traceparent }),
      source: { log, ...rest },
    },
  };
}
