import type { Answer } from '../execution/executor.ts';
import type { Frame } from './frames.ts';

/** A result at one cut. Its revision changes with what it says, not with the cut. */
export interface LiveResult extends Frame {
  readonly revision: number;
  /** Two results with the same text are equal to the client. */
  readonly says: string;
  readonly position: number;
  readonly data: unknown;
  readonly extensions: object;
  readonly errors: Answer['errors'];
  readonly patches: Map<number, Frame>;
}
