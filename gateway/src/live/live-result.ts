import type { Answer } from '../execution/executor.ts';
import type { Frame } from './frames.ts';

/** A result at one cut. Its revision changes with what it says, not with the cut. */
export interface LiveResult extends Frame {
  readonly revision: number;
  readonly position: number;
  /** Of what it says as the result before, the same objects. */
  readonly data: unknown;
  readonly extensions: object;
  readonly errors: Answer['errors'];
  readonly patches: Map<number, Frame>;
}

/** Its text is made when somebody is shown the whole of it. */
export function liveResult(said: Omit<LiveResult, 'body' | 'patches'>): LiveResult {
  let body: string | undefined;
  const { data, errors, extensions } = said;
  return {
    ...said,
    patches: new Map(),
    get body() {
      return (body ??= JSON.stringify({ data, ...(errors && { errors }), extensions }));
    },
  };
}
