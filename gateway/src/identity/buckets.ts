/** A burst at once, then a steady rate per second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Takes one, if there is one. */
export interface Bucket {
  take(): boolean;
}

export function openBucket({ burst, perSecond }: Rate, now: () => number): Bucket {
  let tokens = burst;
  let filledAt = now();
  return {
    take() {
      const at = now();
      // A clock that was set back takes nothing away.
      tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1_000) * perSecond);
      filledAt = at;
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
