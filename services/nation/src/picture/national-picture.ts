import type { Cut, Instant } from '@proximidad/eventsourcing';
import { localTime } from '../places/places.ts';
import { LONG_AGO } from '../source/heard-at.ts';
import type { Row } from './figures.ts';
import type { EntityPicture, Part, Picture, StaleEntity } from './picture.ts';

/** The national picture at one cut. */
export interface NationalPictureRow {
  readonly asOf: Instant;
  readonly position: string;
  readonly shown: Cut;
  readonly completeness: ReturnType<typeof completenessOf>;
  readonly entities: readonly ReturnType<typeof entityOf>[];
}

export function completenessOf({ stale, ...known }: Picture['completeness']) {
  return { ...known, stale: stale.map(staleNode) };
}

export function entityOf({ entity, incidents, presence, contacts, training }: EntityPicture, clock: number) {
  const asOf = localTime(clock, entity.code);
  return {
    entity,
    incidents: dated(incidents, asOf),
    presence: dated(presence, asOf),
    contacts: dated(contacts, asOf),
    training: dated(training, asOf),
  };
}

function dated<R extends Row>(part: Part<R>, asOf: string) {
  return part && { ...part, asOf };
}

function staleNode({ entity, lastHeartbeatAt, lastEventAt, reason }: StaleEntity) {
  return {
    entity,
    lastHeartbeatAt:
      lastHeartbeatAt === undefined || lastHeartbeatAt === LONG_AGO
        ? null
        : localTime(lastHeartbeatAt, entity.code),
    lastEventAt: lastEventAt ?? null,
    reason,
  };
}
