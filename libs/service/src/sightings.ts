import { setTimeout as sleep } from 'node:timers/promises';
import { limitExceeded, rowAdmitter, ServiceError } from '@proximidad/edge';
import { type Sighting, type SightingsLine, SightingsRequest, type SightingsSource } from '@proximidad/feed';
import { mayReadField, type Subject } from '@proximidad/policy';
import { DENIALS, sayBoth } from '@proximidad/refusals';
import { FEED_LIFETIME_MS } from './feeds.ts';

/** The shortest time between two lines; of things that are seen more often, only the newest sighting is sent. */
export const SIGHTINGS_INTERVAL_MS = 1_000;
/** Readers at a time; those with the same rights share one. */
const READERS_MAX = 1_000;

/** The sightings of one service, against a passport; only what its holder may see leaves the service. */
export interface OpenSightings {
  /**
   * @throws {ServiceError} UNAUTHENTICATED, FORBIDDEN, or LIMIT_EXCEEDED.
   * @throws {PassportRejected}
   * @throws {ZodError}
   */
  open(body: unknown, signal: AbortSignal): Promise<AsyncGenerator<SightingsLine>>;
  readonly count: () => number;
  /** Ends every stream with a last line that asks its reader to come back. */
  close(): void;
}

export interface SightingsDeps {
  readonly source: SightingsSource;
  readonly verify: (passport: string) => Promise<Subject>;
  readonly intervalMs?: number;
}

export function openSightings({
  source,
  verify,
  intervalMs = SIGHTINGS_INTERVAL_MS,
}: SightingsDeps): OpenSightings {
  const closing = new AbortController();
  let count = 0;

  async function* lines(subject: Subject, signal: AbortSignal): AsyncGenerator<SightingsLine> {
    const admits = rowAdmitter(source.model, { subject, kind: source.kind, now: Date.now() }, false);
    const over = AbortSignal.any([signal, closing.signal]);
    const end = performance.now() + FEED_LIFETIME_MS;
    const fresh = new Map<string, Sighting>();
    const take = (sightings: readonly Sighting[]) => {
      for (const sighting of sightings) if (admits(sighting.id, sighting)) fresh.set(sighting.id, sighting);
    };
    const taken = () => {
      const sightings = [...fresh.values()];
      fresh.clear();
      return sightings;
    };
    count++;
    const stop = source.listen(take);
    try {
      take(source.known());
      yield { sightings: taken(), whole: true };
      while (performance.now() < end) {
        await sleep(intervalMs, undefined, { signal: over }).catch(() => undefined);
        if (over.aborted) break;
        yield { sightings: taken() };
      }
      if (!signal.aborted) yield { sightings: taken(), end: 'again' };
    } finally {
      stop();
      count--;
    }
  }

  return {
    async open(body, signal) {
      const { passport } = SightingsRequest.parse(body);
      if (count >= READERS_MAX) {
        throw limitExceeded('sightings', READERS_MAX);
      }
      if (passport === undefined) throw new ServiceError('UNAUTHENTICATED', 'A valid passport is needed.');
      const subject = await verify(passport);
      if (!mayReadField(subject, source.field)) {
        throw new ServiceError('FORBIDDEN', sayBoth(DENIALS.FIELD, { field: source.field }), {
          reason: 'ROLE',
        });
      }
      return lines(subject, signal);
    },
    count: () => count,
    close: () => closing.abort(),
  };
}
