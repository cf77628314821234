import { type Cut as OperationCut, ServiceError, SKEW_MAX_MS } from '@proximidad/edge';
import { type Cut, isAfter } from '@proximidad/eventsourcing';
import type { Cuts } from './cuts.ts';

/** The moment that a client's text means. @throws {ServiceError} */
export type MomentOf = (text: string) => Promise<Cut>;

/** The log's own time: what moments mean, and when something was recorded. */
export interface Times {
  readonly momentOf: MomentOf;
  readonly cuts: Cuts;
}

/** The operation's own cut, otherwise the head of the log with the operation's clock. */
export async function presentCut({ at, clock }: OperationCut, head: () => Promise<number>): Promise<Cut> {
  return { position: at ?? (await head()), clock };
}

/**
 * The end of what lies between two cuts. Positions are ordered by the log alone; clocks may differ a little, since each
 * position was told by the clock of the process that gave it, so the end is told by no earlier one than the beginning.
 *
 * @throws {ServiceError} when `from` comes after `to`.
 */
export function endAfter(from: Cut, to: Cut): Cut {
  if (isAfter(from.position, to.position) || from.clock > to.clock + SKEW_MAX_MS) {
    throw new ServiceError('BAD_USER_INPUT', '`from` comes after `to`.');
  }
  return { ...to, clock: Math.max(from.clock, to.clock) };
}
