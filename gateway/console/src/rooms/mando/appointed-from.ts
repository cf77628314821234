const MINUTE_MS = 60_000;

/** A post of liaison, as far as it says from when on somebody else may hold it. */
interface Post {
  readonly acting: boolean;
  readonly vacantSince: string | null;
  readonly tenures: readonly { readonly from: string; readonly until: string | null }[];
}

/** When whoever was there last had gone; an acting substitute gives way from the beginning. */
function freeSinceMs({ acting, vacantSince, tenures }: Post): number {
  const last = tenures.at(-1);
  return Date.parse(vacantSince ?? (acting ? last?.from : last?.until) ?? '');
}

/** A field knows whole minutes: within the minute in which a post fell vacant, the next appointment begins with the vacancy. */
export function appointedFrom(ms: number, post: Post | undefined): number {
  const freeMs = post ? freeSinceMs(post) : Number.NaN;
  return ms < freeMs && freeMs < ms + MINUTE_MS ? freeMs : ms;
}
