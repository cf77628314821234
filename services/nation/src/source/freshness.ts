import { entities } from '@proximidad/catalogues';
import { encodePosition } from '@proximidad/eventsourcing';
import { decide, type Subject } from '@proximidad/policy';
import type { ReadModels } from '@proximidad/readmodel';
import type { Cut } from '@proximidad/eventsourcing';
import type { Cuts } from '../changes/cuts.ts';
import type { SilenceReason } from '../picture/picture.ts';
import { reporting } from './reporting.ts';
import { HEARTBEAT_AGE_MAX_MS } from './source.ts';
import { heardAt, SOURCES_MAX } from './heard-at.ts';
import type { Heartbeats } from './heartbeats.ts';
import { localTime } from '../places/places.ts';

/** How far, and how recently, an entity is known in an answer. */
export interface EntityFreshness {
  readonly code: string;
  /** Position of the last fact recorded about it, to the full second; null if there is none. */
  readonly position: string | null;
  /** A state that is cut off is stale: what is known about it ends when it was last heard. */
  readonly reporting: boolean;
  /** 0 while it reports, otherwise the time since it was last heard; null if unknown, and for the past. */
  readonly ageSeconds: number | null;
  readonly lastHeartbeatAt: string | null;
  readonly reason: SilenceReason | null;
}

/** Of the entities asked about (of all, if these are not known), those whose state the caller may see. */
export type FreshnessOfEntities = (
  subject: Subject,
  asked: ReadonlySet<string> | undefined,
  cut: Cut | undefined,
) => readonly EntityFreshness[];

export interface FreshnessDeps {
  readonly cuts: Pick<Cuts, 'lastOf'>;
  readonly heartbeats: Pick<Heartbeats, 'last'>;
  readonly readModels: ReadModels;
  readonly logId: string;
  readonly now: () => number;
}

export function freshnessOfEntities({
  cuts,
  heartbeats,
  readModels,
  logId,
  now,
}: FreshnessDeps): FreshnessOfEntities {
  const positionOf = (entity: string, cut: Cut | undefined) => {
    // In the second of the cut some facts may come after the cut, and in earlier ones if its service was behind.
    const last = cuts.lastOf(entity, cut && Math.floor(cut.clock / 1_000), cut?.position);
    return last
      ? encodePosition([{ log: logId, position: last.position, clock: last.second * 1_000 }])
      : null;
  };
  return (subject, asked, cut) => {
    const clock = cut?.clock ?? now();
    const recorded = (at: number) => readModels.table(reporting).list({ first: SOURCES_MAX, at }).rows;
    const heard = cut ? heardAt(recorded(cut.position), clock) : heartbeats.last();
    return entities
      .filter(({ code }) => asked?.has(code) ?? true)
      .filter(({ code }) => decide(subject, 'read', { kind: 'source', entity: code }).allowed)
      .map(({ code }) => ({
        code,
        position: positionOf(code, cut),
        ...freshnessOf(code, heard.get(code), clock),
      }));
  };
}

function freshnessOf(code: string, heardMs: number | undefined, clock: number) {
  if (heardMs === undefined) {
    return { reporting: false, ageSeconds: null, lastHeartbeatAt: null, reason: 'NEVER_HEARD' } as const;
  }
  const isHeard = clock - heardMs <= HEARTBEAT_AGE_MAX_MS;
  const known = Number.isFinite(heardMs);
  const age = known ? Math.round((clock - heardMs) / 1_000) : null;
  return {
    reporting: isHeard,
    ageSeconds: isHeard ? 0 : age,
    lastHeartbeatAt: known && !isHeard ? localTime(heardMs, code) : null,
    reason: isHeard ? null : ('NO_HEARTBEAT' as const),
  };
}
