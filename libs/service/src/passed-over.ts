import { operationEvent } from '@proximidad/bus';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import type { EventLog, LogItem } from '@proximidad/eventstore';
import { z } from 'zod';

/** In a stream that no service may write to. */
const STREAM = 'ops_00-passed-over';

const Decided = z.object({
  stream: z.string(),
  revision: z.int(),
  id: z.string(),
  by: z.string(),
  reason: z.string(),
});
type Decided = z.infer<typeof Decided>;

/** An event that is in the log and not of the record, by an operator's decision (ADR 418). */
export interface PassedOver extends Decided {
  /** When that was decided, Unix milliseconds. */
  readonly since: number;
}

/** Those that are passed over now, the first decision first. */
export async function passedOver(log: Pick<EventLog, 'readLong'>): Promise<readonly PassedOver[]> {
  const all = new Map<string, PassedOver>();
  for (const { type, data, recordedAt } of (await log.readLong(STREAM)).events) {
    const decided = Decided.parse(data);
    if (type === 'EventPassedOver') all.set(keyOf(decided), { ...decided, since: recordedAt });
    else all.delete(keyOf(decided));
  }
  return [...all.values()];
}

/** Services that start from now on pass the event over, or read it again. */
export async function decide(
  log: Pick<EventLog, 'readLast' | 'append'>,
  type: 'EventPassedOver' | 'EventTakenUp',
  decided: Decided,
  now: () => number,
): Promise<void> {
  const last = await log.readLast(STREAM);
  const event = operationEvent(type, Decided.parse(decided), now());
  await log.append(STREAM, last?.revision ?? -1, [event], last?.metadata.hash ?? null);
}

/** The log without what is passed over: revisions and positions stay as they are, and the chain of hashes leads past it. */
export function passingOver(log: EventLog, all: readonly PassedOver[]): EventLog {
  if (all.length === 0) return log;
  const keys = new Set(all.map(keyOf));
  const isOfTheRecord = (event: RecordedEvent) => !keys.has(keyOf(event));
  const read = async (reading: ReturnType<EventLog['read']>) => {
    const { events, revision } = await reading;
    return { events: events.filter(isOfTheRecord), revision };
  };
  return {
    ...log,
    read: (stream) => read(log.read(stream)),
    readLong: (stream) => read(log.readLong(stream)),
    async readLast(stream) {
      const last = await log.readLast(stream);
      if (last === undefined || isOfTheRecord(last)) return last;
      return (await log.readLong(stream)).events.findLast(isOfTheRecord);
    },
    async *readAll(range) {
      for await (const event of log.readAll(range)) if (isOfTheRecord(event)) yield event;
    },
    async *subscribe(subscribing) {
      for await (const item of log.subscribe(subscribing)) yield withoutEvent(item);
    },
  };

  function withoutEvent(item: LogItem): LogItem {
    if (item.kind !== 'event' || isOfTheRecord(item.event)) return item;
    return { kind: 'checkpoint', position: item.event.position };
  }
}

/** Where they are in the log; one that is not there has no position. */
export async function positionsOf(
  log: Pick<EventLog, 'readLong'>,
  all: readonly PassedOver[],
): Promise<readonly number[]> {
  const positions: number[] = [];
  for (const one of all) {
    const { events } = await log.readLong(one.stream);
    const found = events.find((event) => keyOf(event) === keyOf(one));
    if (found) positions.push(found.position);
  }
  return positions;
}

/** Names an event of the log. */
export function keyOf({ stream, revision, id }: Pick<RecordedEvent, 'stream' | 'revision' | 'id'>): string {
  return `${revision}@${stream}#${id}`;
}
