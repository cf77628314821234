import { refuse } from '@proximidad/refusals';
import type { Call } from './call-state.ts';

/** Of whatever is done to one call besides its classification. */
export const CALL_ACTS_MAX = 200;

/** Something is done to a call, a bounded number of times. */
export function acted<Event extends { readonly type: string }>(
  { acts }: Exclude<Call, { status: 'none' }>,
  event: Event,
) {
  return acts >= CALL_ACTS_MAX ? refuse('TooManyActs', { max: CALL_ACTS_MAX }) : [event];
}
