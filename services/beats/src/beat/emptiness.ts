import { isRural } from '@proximidad/geography';

/** A stretch of time without a unit at work in a beat, Unix milliseconds. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When a beat was empty: since when it is now, and the last times it was. */
export interface Emptiness {
  /** Nothing is known about the time before. */
  readonly knownFromMs: number | null;
  /** Null while a unit at work is in it. */
  readonly emptySinceMs: number | null;
  /** Oldest first. */
  readonly gaps: readonly Gap[];
}

/** How many are kept for a beat: more than occur in a shift of 24 hours, unless units come and go all the time. */
export const GAPS_MAX = 64;
const MINUTE_MS = 60_000;
export const NEVER_EMPTY: Emptiness = { knownFromMs: null, emptySinceMs: null, gaps: [] };

/** The emptiness after a unit is there, or none is, from a moment on. Late facts shorten no gap that was recorded. */
export function from(
  { knownFromMs: known, emptySinceMs, gaps }: Emptiness,
  { isPresent, atMs }: { readonly isPresent: boolean; readonly atMs: number },
): Emptiness {
  const knownFromMs = known ?? atMs;
  if (!isPresent) {
    const since = Math.max(atMs, gaps.at(-1)?.toMs ?? knownFromMs);
    return { knownFromMs, emptySinceMs: emptySinceMs ?? since, gaps };
  }
  if (emptySinceMs === null) return { knownFromMs, emptySinceMs, gaps };
  const gap = { fromMs: emptySinceMs, toMs: Math.max(atMs, emptySinceMs) };
  return { knownFromMs, emptySinceMs: null, gaps: [...gaps, gap].slice(-GAPS_MAX) };
}

export interface Presence {
  readonly presentMinutes: number;
  readonly emptyMinutes: number;
  readonly requiredMinutes: number | null;
  readonly projectedShare: number | null;
}

/** Presence in a shift so far; undefined where the gaps of that time are no longer kept. */
export function presenceIn(
  { knownFromMs, emptySinceMs, gaps }: Emptiness,
  { startsAtMs, endsAtMs }: { readonly startsAtMs: number; readonly endsAtMs: number },
  requiredHours: number | null,
  nowMs: number,
): Presence | undefined {
  const first = gaps[0];
  if (first && gaps.length === GAPS_MAX && first.fromMs > startsAtMs) return undefined;
  const beginsMs = Math.max(startsAtMs, knownFromMs ?? nowMs);
  const untilMs = Math.max(beginsMs, Math.min(nowMs, endsAtMs));
  const open = emptySinceMs === null ? [] : [{ fromMs: emptySinceMs, toMs: untilMs }];
  const emptyMs = [...gaps, ...open].reduce(
    (sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, untilMs) - Math.max(fromMs, beginsMs)),
    0,
  );
  const elapsedMs = untilMs - beginsMs;
  const presentMs = elapsedMs - emptyMs;
  const share = elapsedMs === 0 ? undefined : presentMs / elapsedMs;
  const projectedMinutes = share === undefined ? undefined : (share * (endsAtMs - startsAtMs)) / MINUTE_MS;
  const requiredMinutes = requiredHours === null ? null : Math.round(requiredHours * 60);
  return {
    presentMinutes: Math.round(presentMs / MINUTE_MS),
    emptyMinutes: Math.round(emptyMs / MINUTE_MS),
    requiredMinutes,
    // Rounded down: what is less than a limit stays less, and a live answer changes no more often than its minutes.
    projectedShare:
      projectedMinutes === undefined || requiredMinutes === null
        ? null
        : Math.floor((projectedMinutes * 100) / requiredMinutes) / 100,
  };
}

/** In a rural beat units have far to go: whatever the model says, it may be empty for this long (ADR 409). */
const RURAL_EMPTY_MINUTES = 120;

/** Whether a beat has been empty for longer than the limit of the model allows (BR-B7); never without a limit. */
export function isEmptyTooLong(
  { emptySinceMs }: Emptiness,
  { limitMinutes, areaKm2 }: { readonly limitMinutes: number | null; readonly areaKm2: number },
  nowMs: number,
): boolean {
  if (emptySinceMs === null || limitMinutes === null) return false;
  const allowed = isRural(areaKm2) ? Math.max(limitMinutes, RURAL_EMPTY_MINUTES) : limitMinutes;
  return nowMs - emptySinceMs > allowed * MINUTE_MS;
}
