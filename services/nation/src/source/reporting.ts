import { type Instant, readModel } from '@proximidad/eventsourcing';
import { source } from './source.ts';

export interface Reporting {
  readonly entity: string;
  /** 1 while the state's system is heard. */
  readonly reporting: 0 | 1;
  readonly since: Instant;
  /** The last heartbeat before the present silence; null while it reports. */
  readonly lastHeartbeatAt: Instant | null;
  /** The most recent ones, the oldest first. */
  readonly silences: readonly Silence[];
}

/** From when a system was last heard until it was heard again; null while it is not. */
interface Silence {
  readonly from: Instant;
  readonly to: Instant | null;
}

/** How many silences of one system are kept: the most recent. */
const SILENCES_MAX = 64;

function ended(silences: readonly Silence[], to: Instant): readonly Silence[] {
  const last = silences.at(-1);
  return last?.to === null ? [...silences.slice(0, -1), { from: last.from, to }] : silences;
}

/** Which states' systems are heard, by entity. */
export const reporting = readModel<Reporting>()({
  name: 'reporting',
  version: 2,
  of: [source],
  columns: { entity: 'text', reporting: 'integer' },
  keys: (_event, { entity }) => [entity],
  project(row, event, { entity, metadata }) {
    const silences = row?.silences ?? [];
    switch (event.type) {
      case 'SourceReporting':
        return row?.reporting === 1
          ? row
          : {
              ...{ entity, reporting: 1, since: event.since, lastHeartbeatAt: null },
              silences: ended(silences, event.since),
            };
      case 'SourceSilent':
        return {
          ...{ entity, reporting: 0, since: metadata.occurredAt, lastHeartbeatAt: event.lastHeartbeatAt },
          silences: [...silences, { from: event.lastHeartbeatAt, to: null }].slice(-SILENCES_MAX),
        };
    }
  },
});
