import { wallClock } from '../wall-clock.ts';

const MINUTE_MS = 60_000;

interface Span {
  readonly from: string;
  /** Exclusive. */
  readonly until: string;
}

/** The full minute within a span that is nearest to now, never after it, by the clock of a place. */
export function momentWithin({ from, until }: Span, nowMs: number, zone: string): string {
  const first = Math.ceil(Date.parse(from) / MINUTE_MS) * MINUTE_MS;
  const last = Math.ceil(Date.parse(until) / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
  const now = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  return wallClock(Math.max(first, Math.min(last, now)), zone);
}
