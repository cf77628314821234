import type { RecordedEvent } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import { QuarantineChanged, quarantineEvents, quarantineStreams } from './quarantine-events.ts';

interface Waits {
  readonly key: string;
  readonly since: number;
  readonly ids: Set<string>;
}

const EMPTY: QuarantineChanged = { keys: [], asked: -1 };

/** What the last event of the summary says, unless somebody else has written it. */
export function readSummary(last: RecordedEvent | undefined): QuarantineChanged | undefined {
  return last ? QuarantineChanged.safeParse(last.data).data : EMPTY;
}

/** Which keys wait, by what is kept under each: the summary anew, where somebody else has written into it. */
export async function keysThatWait(log: EventLog, service: string): Promise<QuarantineChanged> {
  const { summary, asked } = quarantineStreams(service);
  const kept = new Map<string, Waits>();
  const only = { prefixes: [`${summary}.`] };
  const { signal } = new AbortController();
  for await (const item of log.subscribe({ after: undefined, only, signal })) {
    if (item.kind === 'caughtUp') break;
    if (item.kind !== 'event') continue;
    const { stream, type, data, recordedAt: since } = item.event;
    const put = quarantineEvents.MessageQuarantined.safeParse(data).data;
    if (type !== 'MessageQuarantined') kept.get(stream)?.ids.delete(settled(data));
    else if (put) {
      const before = kept.get(stream);
      const waits = before && before.ids.size > 0 ? before : { key: put.key, since, ids: new Set<string>() };
      kept.set(stream, waits);
      waits.ids.add(put.id);
    }
  }
  const keys = [...kept.values()].filter(({ ids }) => ids.size > 0).map(({ key, since }) => ({ key, since }));
  // Of what was asked it is not known whether it was done: whoever asked, asks again.
  return { keys, asked: (await log.readLast(asked))?.revision ?? -1 };
}

function settled(data: unknown): string {
  return quarantineEvents.MessageReplayed.safeParse(data).data?.id ?? '';
}
