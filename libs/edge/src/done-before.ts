import { type FormerIds, isFormerly, type RecordedEvent, streamOf } from '@proximidad/eventsourcing';
import type { Dependencies } from './definition.ts';
import type { AnyEdge, Seeking } from './slice.ts';

/** The internal id of a command, and the one it had before its sender had a pseudonym. */
export interface CommandIds {
  readonly commandId: string;
  readonly former: FormerIds;
}

/** The first event that a command recorded on its record, if any. */
export async function doneBefore<Resources>(
  { aggregate, history }: AnyEdge<Resources>,
  { log }: Pick<Dependencies<Resources>, 'log'>,
  { id, row }: Pick<Seeking<Resources>, 'id' | 'row'>,
  { commandId, former }: CommandIds,
): Promise<RecordedEvent | undefined> {
  const ofRow = row && history ? history(row as never) : undefined;
  const stream = ofRow ?? (id === undefined ? undefined : streamOf(aggregate.category, id));
  if (stream === undefined) return undefined;
  const { events } = await log.read(stream);
  return events.find(({ metadata }) => metadata.commandId === commandId || isFormerly(metadata, former));
}
