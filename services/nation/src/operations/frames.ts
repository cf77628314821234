import { type Cut, earliest, isAfter, latest } from '@proximidad/eventsourcing';
import type { Cuts } from '../changes/cuts.ts';

const SECOND_MS = 1_000;

/** The part of the log that is played back. */
export interface Span {
  readonly entity: string;
  readonly from: Cut;
  readonly to: Cut;
  /** At most one frame is shown for this much log time, in seconds. */
  readonly stepSeconds: number;
}

/**
 * The cuts of a replay's frames: the start, then in each step of the log's own time the last second in which something about the
 * entity was recorded, and the end. A function of the log alone: steps are counted from the epoch, so that replays with different
 * starts show the same frames. With `after` it continues from that frame.
 */
export function* framesOf(
  { secondsOf, lastOf, wholeAt }: Pick<Cuts, 'secondsOf' | 'lastOf' | 'wholeAt'>,
  { entity, from, to, stepSeconds }: Span,
  after?: Cut,
): Generator<Cut> {
  if (!after) yield from;
  const end = Math.floor(to.clock / SECOND_MS);
  let last = after ?? from;
  for (;;) {
    const next = secondsOf(entity, Math.floor(last.clock / SECOND_MS), end, 1)[0];
    if (!next) break;
    const step = Math.min(Math.ceil(next.second / stepSeconds) * stepSeconds, end);
    const { second } = lastOf(entity, step) ?? next;
    // The end may be a position of a service that was behind: what came after it is not shown.
    const position = earliest(latest(wholeAt(second), last.position), to.position);
    last = { position, clock: second * SECOND_MS };
    yield last;
  }
  if (to.clock > last.clock || isAfter(to.position, last.position)) yield to;
}
