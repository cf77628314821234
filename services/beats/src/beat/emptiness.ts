/** A stretch of time without a unit at work in a beat, Unix milliseconds. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When a beat was empty: since when it is, and the last times that it was. */
export interface Emptiness {
  /** Of before nobody can tell. */
  readonly knownFromMs: number | null;
  /** Null while a unit at work is in it. */
  readonly emptySinceMs: number | null;
  /** The older before the newer. */
  readonly gaps: readonly Gap[];
}

/** So many are kept of a beat: more than a shift of 24 hours has, unless units come and go. */
export const GAPS_MAX = 64;
const MINUTE_MS = 60_000;
export const NEVER_EMPTY: Emptiness = { knownFromMs: null, emptySinceMs: null, gaps: [] };

/** What it comes to once somebody is there, or nobody, from a moment on. What comes late shortens nothing that was told. */
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

/** Of a shift as far as it has come; undefined where the gaps of that time are no longer kept. */
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
    projectedShare:
      projectedMinutes === undefined || requiredMinutes === null ? null : projectedMinutes / requiredMinutes,
  };
}

/** Longer than the model lets a beat be (BR-B7); without a limit never. */
export function isEmptyTooLong(
  { emptySinceMs }: Emptiness,
  limitMinutes: number | null,
  nowMs: number,
): boolean {
  return emptySinceMs !== null && limitMinutes !== null && nowMs - emptySinceMs > limitMinutes * MINUTE_MS;
}
