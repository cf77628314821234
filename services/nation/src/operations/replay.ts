import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '@proximidad/edge';
import type { Cut } from '@proximidad/eventsourcing';
import { say } from '@proximidad/refusals';
import type { Cuts } from '../changes/cuts.ts';
import { endAfter } from '../changes/times.ts';
import { framesOf, type Span } from './frames.ts';

/** A page of frames is answered within this time, whatever each frame costs: the page is then shorter. */
const PAGE_TIME_MAX_MS = 1_000;
/** The longest wait for the log to be read up to the end of the span. */
const CUTS_WAIT_MAX_MS = 1_000;
const SECOND_MS = 1_000;
/** A frame each half second of the viewer's time, unless a step is asked for. */
const FRAME_SECONDS = 0.5;
/** Log time between two frames. */
const STEP_MAX_SECONDS = 86_400;
const STEP_USUAL_SECONDS = 60;
/** Times the speed of real time. */
const SPEED_MAX = 100_000;
/** The longest timer possible; a longer one would not wait at all. If the frame is not due by then, it waits again. */
const TIMER_MAX_MS = 2 ** 31 - 1;

export interface Replaying {
  readonly entity: string;
  readonly from: Cut;
  readonly to: Cut;
  /** Log seconds per second of the viewer's time; if undefined, as fast as the frames are taken. */
  readonly speed: number | undefined;
  readonly stepSeconds: number | undefined;
  /** The frame after which it continues. */
  readonly after: Cut | undefined;
}

/** The frames after `after`, as many as are ready within the time of one answer. */
export async function replayPage<Picture>(
  cuts: Cuts,
  replaying: Replaying,
  pictureAt: (cut: Cut) => Promise<Picture>,
  first: number,
): Promise<{ readonly frames: readonly Picture[]; readonly hasNextPage: boolean }> {
  const coming = framesOf(cuts, await spanOf(cuts, replaying), replaying.after);
  const until = performance.now() + PAGE_TIME_MAX_MS;
  const frames: Picture[] = [];
  let next = coming.next();
  while (!next.done && frames.length < first && (frames.length === 0 || performance.now() < until)) {
    frames.push(await pictureAt(next.value));
    next = coming.next();
  }
  return { frames, hasNextPage: next.done !== true };
}

/** The frames at the pace of the log's own time, `speed` times as fast; ends with the span or the signal. */
export async function* replayFrames<Picture>(
  cuts: Cuts,
  replaying: Replaying,
  pictureAt: (cut: Cut) => Promise<Picture>,
  signal: AbortSignal,
): AsyncGenerator<Picture> {
  const { speed, from, after } = replaying;
  const span = await spanOf(cuts, replaying);
  const began = { wall: performance.now(), clock: (after ?? from).clock };
  for (const cut of framesOf(cuts, span, after)) {
    const picture = await pictureAt(cut);
    if (speed !== undefined) {
      const due = began.wall + (cut.clock - began.clock) / speed;
      await untilDue(due, signal);
    }
    if (signal.aborted) return;
    yield picture;
  }
}

async function untilDue(due: number, signal: AbortSignal): Promise<void> {
  do {
    const left = Math.min(TIMER_MAX_MS, Math.max(0, due - performance.now()));
    await sleep(left, undefined, { signal }).catch(() => undefined);
  } while (performance.now() < due && !signal.aborted);
}

/** @throws {ServiceError} for a step or a speed beyond its limit, and while the log has not been read that far. */
async function spanOf(cuts: Cuts, { entity, from, to: asked, speed, stepSeconds }: Replaying): Promise<Span> {
  if (speed !== undefined && !(speed > 0 && speed <= SPEED_MAX)) {
    throw new ServiceError(
      'BAD_USER_INPUT',
      say('speed must be above 0 and at most {max}.', { max: SPEED_MAX }),
    );
  }
  const usual = speed === undefined ? STEP_USUAL_SECONDS : Math.max(1, Math.ceil(speed * FRAME_SECONDS));
  const step = stepSeconds ?? usual;
  if (step < 1 || step > STEP_MAX_SECONDS) {
    throw new ServiceError(
      'BAD_USER_INPUT',
      say('A step must be 1 to {max} seconds long.', { max: STEP_MAX_SECONDS }),
    );
  }
  const to = endAfter(from, asked);
  if ((await cuts.positionAt(Math.floor(asked.clock / SECOND_MS), CUTS_WAIT_MAX_MS)) === 'behind') {
    throw new ServiceError('NOT_READY', 'The log is still being read; try again.');
  }
  return { entity, from, to, stepSeconds: step };
}
