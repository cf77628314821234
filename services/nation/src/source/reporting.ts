import { type Instant, readModel } from '@proximidad/eventsourcing';
import { source } from './source.ts';

export interface Reporting {
  readonly entity: string;
  /** 1 while the state's system is heard. */
  readonly reporting: 0 | 1;
  readonly since: Instant;
  /** Of the silence, when there is one. */
  readonly lastHeartbeatAt: Instant | null;
}

/** Which states' systems are heard, by entity. */
export const reporting = readModel<Reporting>()({
  name: 'reporting',
  version: 1,
  of: [source],
  columns: { entity: 'text', reporting: 'integer' },
  keys: (_event, { entity }) => [entity],
  project(row, event, { entity, metadata }) {
    switch (event.type) {
      case 'SourceReporting':
        return row?.reporting === 1
          ? row
          : { entity, reporting: 1, since: event.since, lastHeartbeatAt: null };
      case 'SourceSilent':
        return { entity, reporting: 0, since: metadata.occurredAt, lastHeartbeatAt: event.lastHeartbeatAt };
    }
  },
});
