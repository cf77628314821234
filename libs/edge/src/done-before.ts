import type { EventLog } from '@proximidad/eventstore';
import { type FormerIds, isFormerly, type RecordedEvent, streamOf } from '@proximidad/eventsourcing';
import type { AnyEdge, Seeking } from './slice.ts';

/** The internal id of a command, and the one it had before its sender had a pseudonym. */
export interface CommandIds {
  readonly commandId: string;
  readonly former: FormerIds;
}

/** Where a command may have been recorded: on its record, or in one of the streams in which the record lies. */
interface Sought<Resources> extends Pick<Seeking<Resources>, 'deps' | 'id' | 'row' | 'at'> {
  /** The record, also where its natural key names it. */
  readonly record: string | undefined;
}

/** The first event that a command recorded, if any, and the id of the stream that holds it. */
export async function doneBefore<Resources>(
  edge: AnyEdge<Resources>,
  { record, ...seeking }: Sought<Resources>,
  ids: CommandIds,
): Promise<{ readonly event: RecordedEvent; readonly streamId: string } | undefined> {
  const { category } = edge.aggregate;
  const { log } = seeking.deps;
  const ofRow = seeking.row && edge.history ? edge.history(seeking.row as never) : undefined;
  const stream = ofRow ?? (record === undefined ? undefined : streamOf(category, record));
  const streams = edge.periods?.(seeking).map((id) => streamOf(category, id)) ?? [stream ?? []].flat();
  for (const one of streams) {
    const event = await recordedIn(log, one, ids);
    if (event) return { event, streamId: one.slice(streamOf(category, '').length) };
  }
  return undefined;
}

/** The first event that a command recorded in a stream, if any. */
export async function recordedIn(
  log: Pick<EventLog, 'read'>,
  stream: string,
  { commandId, former }: CommandIds,
): Promise<RecordedEvent | undefined> {
  const { events } = await log.read(stream);
  return events.find(({ metadata }) => metadata.commandId === commandId || isFormerly(metadata, former));
}
