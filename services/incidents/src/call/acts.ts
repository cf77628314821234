import type { Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { CLOCK_SKEW_MAX_MS } from '../incident/dispatch-job.ts';
import type { Call } from './call-state.ts';

/** Acts on one call besides its classification. */
export const CALL_ACTS_MAX = 200;

/** An act on a call: after it began, as far as clocks can tell, and a limited number of times. */
export function acted<Event extends { readonly type: string }>(
  { acts, startedAt }: Exclude<Call, { status: 'none' }>,
  at: Instant,
  event: Event,
) {
  if (at.ms < startedAt.ms - CLOCK_SKEW_MAX_MS) return refuse('BeforeCall');
  return acts >= CALL_ACTS_MAX ? refuse('TooManyActs', { max: CALL_ACTS_MAX }) : [event];
}
