import { type NewEvent, RevisionConflict } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import type { Outbound } from './carrier.ts';
import type { Message } from './message.ts';
import { resumePosition } from './relay.ts';

/** How long published events stay in the store, like the retention of a topic. */
export const PUBLISHED_AGE_MAX_SECONDS = 7 * 24 * 3_600;
/** Attempts at one append, each after somebody else appended first, or to learn where the stream ends. */
const ATTEMPTS_MAX = 4;
/** Behind the end of every stream: what is appended there is refused, with the revision at which the stream does end. */
const BEHIND_EVERY_END = 2 ** 40;

/** `public_09-incidents`: where a message lies in the store. */
export function streamOfMessage({ kind, context, source }: Message): string {
  return `${kind}_${source.entity}-${context}`;
}

/** Where a stream ends, as far as this process knows: nearly always it is the only one that appends to it. */
interface End {
  readonly revision: number;
  readonly hash: string;
  /** Position of the event that the last message was made from. */
  readonly source: number;
}

/** The sending end of the bus on the event store itself: published events are appended beside the record they come from. */
export function storeOutbound(log: EventLog, logId: string): Outbound {
  // One per stream of the service: two kinds for each entity of the federation.
  const ends = new Map<string, End>();
  return {
    carrier: 'eventstore',
    async publish(batch, anewUntil = -1) {
      const perStream = Map.groupBy(batch, streamOfMessage);
      const appends = [...perStream].map(([stream, messages]) =>
        publishTo({ log, logId, ends, anewUntil }, stream, messages),
      );
      const failed = (await Promise.allSettled(appends)).find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
}

interface Publishing {
  readonly log: EventLog;
  readonly logId: string;
  readonly ends: Map<string, End>;
  readonly anewUntil: number;
}

/** What comes after the stream's last event is appended at exactly its revision; after a lost race it looks again. */
async function publishTo(
  { log, logId, ends, anewUntil }: Publishing,
  stream: string,
  messages: readonly Message[],
): Promise<void> {
  let actual: number | undefined;
  for (let attempt = 1; ; attempt++) {
    const end = ends.get(stream) ?? (await endOf(log, logId, stream));
    // The relay publishes in commit order, so whatever does not come after the last event is already there; an operator may want it again.
    const behind = (position: number) => position > (end?.source ?? -1) || position <= anewUntil;
    const fresh = messages.filter((message) => behind(positionOf(message)));
    const last = fresh.at(-1);
    if (!last) return;
    if (!end && attempt === 1) await log.setMetadata(stream, { maxAgeSeconds: PUBLISHED_AGE_MAX_SECONDS });
    // A stream whose events have all expired looks new, but goes on at its old revision. To the store, the same messages
    // from its beginning would be those that it once had there: it would take them for written, and write nothing.
    const expected = end?.revision ?? actual ?? BEHIND_EVERY_END;
    const events = fresh.map((message) => publishedEvent(logId, message));
    ends.delete(stream);
    try {
      const { revision, hash } = await log.append(stream, expected, events, end?.hash ?? null);
      ends.set(stream, { revision, hash, source: positionOf(last) });
      return;
    } catch (error) {
      if (!(error instanceof RevisionConflict) || attempt === ATTEMPTS_MAX) throw error;
      actual = error.actual ?? -1;
    }
  }
}

/** The message is one that a relay has read from the log, so it has a position. */
function positionOf({ source }: Message): number {
  return source.position!;
}

async function endOf(log: EventLog, logId: string, stream: string): Promise<End | undefined> {
  const last = await log.readLast(stream);
  if (!last) return undefined;
  const { hash, source } = last.metadata;
  return { revision: last.revision, hash, source: (await resumePosition(log, logId, source)) ?? -1 };
}

function publishedEvent(log: string, sent: Message): NewEvent {
  const { id, type, version, data, source, ...message } = sent;
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
      source: { log, ...rest, position: positionOf(sent) },
    },
  };
}
