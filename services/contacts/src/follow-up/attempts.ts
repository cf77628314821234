import { zoneOf } from '@proximidad/catalogues';
import { type Fields, Instant, localDateAt } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';

/* When a victim was looked for, as far as it counts (BR-C3). */

const ATTEMPTS_MAX = 60;

interface Attempt {
  readonly atMs: number;
  readonly localDate: string;
}
/** A follow-up, as far as attempts need it. */
export interface Tried {
  readonly municipality: string;
  readonly closedAt: Instant;
  /** Those that count. */
  readonly attempts: readonly Attempt[];
  /** How many were ever recorded, those that were taken back among them. */
  readonly recorded: number;
}
interface Timed {
  readonly at: Instant;
}

export const retractInput = {
  attemptedAt: Instant.describe('The time of the attempt that is taken back, as recorded.'),
};

export function attempt(state: Tried, { at }: Timed) {
  if (at.ms < state.closedAt.ms) return beforeClose();
  if (state.recorded >= ATTEMPTS_MAX) {
    return refuse('TooManyAttempts', { max: ATTEMPTS_MAX });
  }
  const day = localDateAt(at.ms, zoneOf(state.municipality));
  return [{ type: 'FollowUpAttempted' as const, attemptedAt: at, localDate: day }];
}

export function retract(state: Tried, { attemptedAt, at: retractedAt }: Fields<typeof retractInput> & Timed) {
  const attempt = state.attempts.find(({ atMs }) => atMs === attemptedAt.ms);
  if (!attempt) return refuse('AttemptNotFound');
  if (retractedAt.ms < attemptedAt.ms) return refuse('EndsBeforeStart');
  const { localDate } = attempt;
  return [{ type: 'FollowUpAttemptRetracted' as const, attemptedAt, localDate, retractedAt }];
}

export function attempted(
  state: Tried,
  { attemptedAt, localDate }: { attemptedAt: Instant; localDate: string },
): Pick<Tried, 'attempts' | 'recorded'> {
  const attempts = [...state.attempts, { atMs: attemptedAt.ms, localDate }];
  return { attempts, recorded: state.recorded + 1 };
}

/** One of the attempts of that time is gone. */
export function without({ attempts }: Tried, { ms }: Instant): readonly Attempt[] {
  const gone = attempts.findIndex(({ atMs }) => atMs === ms);
  return attempts.filter((_, index) => index !== gone);
}

export function beforeClose() {
  return refuse('BeforeIncidentClosed');
}
