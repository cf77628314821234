import { earliest, isAfter, latest, LOG_START } from '@proximidad/eventsourcing';
import { firstAfter, type Footprint, touches } from '@proximidad/feed';
import type { Rights } from './rights.ts';
import type { Lease, FeedBuffers } from './feed-buffers.ts';

/** Follows the services that an answer came from, and reports when a change touches what it was made from. */
export interface FootprintWatch {
  /** What the newest answer depends on, at its cut; for a service that did not answer, the earlier footprint stays. */
  adopt(footprints: ReadonlyMap<string, Footprint>, position: number): void;
  /** The position that every followed service is known to have reached; 0 when there is none. */
  followedUpTo(): number;
  /** The last position after this one at which something touched the answer; 0 when nothing did. */
  missedSince(position: number): number;
  /** The answer becomes outdated by itself. */
  timeDependent(): boolean;
  /** The answer may change once the log has grown, without a feed that reports it. */
  unfed(): boolean;
  /** The moment from which the answer changes by itself, Unix milliseconds. */
  until(): number | undefined;
  close(): void;
}

/** `onTouched` gets the position of the change, or none when a feed that had broken off goes on. */
export function footprintWatch(
  buffers: FeedBuffers,
  rights: Rights,
  onTouched: (position: number | undefined) => void,
): FootprintWatch {
  const followed = new Map<string, Lease & { readonly stop: () => void }>();
  const known = new Map<string, Footprint>();
  const follow = (service: string, position: number) => {
    const lease = buffers.take(service, rights, position);
    const stop = lease.buffer.listen(({ changes, resumed }) => {
      const hit = changes.findLast((change) => touches(known.get(service)!, change));
      if (hit || resumed) onTouched(hit?.position);
    });
    followed.set(service, { ...lease, stop });
  };
  return {
    adopt(footprints, position) {
      for (const [service, footprint] of footprints) {
        known.set(service, footprint);
        if (!followed.has(service) && footprint.reads.length > 0) follow(service, position);
      }
    },
    followedUpTo() {
      return earliest(...[...followed.values()].map(({ buffer }) => buffer.position));
    },
    missedSince(position) {
      let last = LOG_START;
      for (const [service, { buffer }] of followed) {
        // What the buffer no longer holds may have touched it.
        if (isAfter(buffer.from, position)) last = latest(last, buffer.from);
        const since = buffer.changes.slice(firstAfter(buffer.changes, position));
        const hit = since.findLast((change) => touches(known.get(service)!, change));
        if (hit) last = latest(last, hit.position);
      }
      return last;
    },
    timeDependent: () => [...known.values()].some(({ timeDependent }) => timeDependent),
    unfed: () => [...known.values()].some(({ unfed }) => unfed),
    until: () => {
      const told = [...known.values()].flatMap(({ until }) => until ?? []);
      return told.length === 0 ? undefined : Math.min(...told);
    },
    close() {
      for (const { stop, release } of followed.values()) {
        stop();
        release();
      }
    },
  };
}
