import type { Instant } from '@proximidad/eventsourcing';

/** A unit is in a beat once positions have shown it there for this long, each this exact (BR-B5). */
export const DWELL_MIN_MS = 60_000;
export const ACCURACY_MAX_METRES = 50;
/** Positions further apart in time than this say nothing about the time between them. */
export const DWELL_GAP_MAX_MS = 300_000;

/** A position, and the beats that contain it. */
export interface Sighting {
  readonly at: Instant;
  readonly accuracyMetres: number;
  /** Best first; none outside all beats. */
  readonly beatIds: readonly string[];
}

/** Where a unit is assumed to be, and where it seems to be going. */
export interface Dwell {
  /** Null outside all beats. */
  readonly beatId: string | null;
  readonly candidate: { readonly beatId: string | null; readonly since: Instant } | null;
  readonly seenAtMs: number;
}

/** It came into `beatId`, or left all beats, at `at`. */
export interface Moved {
  readonly beatId: string | null;
  readonly at: Instant;
  readonly accuracyMetres: number;
}

/** What one more position means; positions come in order of time, older ones mean nothing. */
export function sight(
  dwell: Dwell,
  { at, accuracyMetres, beatIds }: Sighting,
): { readonly dwell: Dwell; readonly moved?: Moved } {
  if (accuracyMetres > ACCURACY_MAX_METRES || at.ms <= dwell.seenAtMs) return { dwell };
  const seen = { ...dwell, seenAtMs: at.ms };
  const stays = dwell.beatId === null ? beatIds.length === 0 : beatIds.includes(dwell.beatId);
  if (stays) return { dwell: { ...seen, candidate: null } };

  const { candidate } = dwell;
  const gap = at.ms - dwell.seenAtMs > DWELL_GAP_MAX_MS;
  const goesOn =
    candidate &&
    !gap &&
    (candidate.beatId === null ? beatIds.length === 0 : beatIds.includes(candidate.beatId));
  if (!goesOn) return { dwell: { ...seen, candidate: { beatId: beatIds[0] ?? null, since: at } } };
  if (at.ms - candidate.since.ms < DWELL_MIN_MS) return { dwell: seen };
  return {
    dwell: { beatId: candidate.beatId, candidate: null, seenAtMs: at.ms },
    moved: { beatId: candidate.beatId, at: candidate.since, accuracyMetres },
  };
}
