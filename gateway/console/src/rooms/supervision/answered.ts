import type { Answer } from '../../graph/graph.ts';

/** What a panel shows a part of. */
export interface Answered {
  readonly answer: Answer<unknown> | undefined;
  /** The data of this panel; absent if its service does not answer. */
  readonly part: unknown;
  /** How much of the whole it is. */
  readonly note?: string | undefined;
}
