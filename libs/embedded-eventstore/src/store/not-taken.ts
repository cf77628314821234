import type { Change, Outcome } from './events.ts';
import { isDamage, isDiskFull } from './database.ts';

export type NotTakenReason = 'disk-full' | 'busy' | 'stopped' | 'damaged';

/** A change that was not accepted and left no trace; the same change may be sent again. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  readonly reason: NotTakenReason;
  constructor(reason: NotTakenReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The refusal for an error of a transaction after which the log can go on. */
export function survivable(error: unknown): NotTaken | undefined {
  if (isDamage(error)) return new NotTaken('damaged', error.message, { cause: error });
  if (isDiskFull(error)) return new NotTaken('disk-full', 'the disk is full', { cause: error });
  return undefined;
}

/** A change that waits to be committed. */
export interface Queued {
  readonly change: Change;
  /** Size of what was sent. */
  readonly bytes: number;
  readonly events: number;
  settle(outcome: Outcome): void;
  refuse(error: NotTaken): void;
}
