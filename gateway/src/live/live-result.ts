import type { Cut } from '@proximidad/eventsourcing';
import type { Answer } from '../execution/executor.ts';
import { encodeCursor } from './cursor.ts';
import type { Frame } from './frames.ts';
import { sharing } from './sharing.ts';

/** A result at one cut. Its revision changes with what it says, not with the cut: all of one revision say the same. */
export interface LiveResult extends Frame {
  readonly revision: number;
  readonly position: number;
  /** Of what it says as the result before, the same objects. */
  readonly data: unknown;
  readonly extensions: object;
  readonly errors: Answer['errors'];
  readonly patches: Map<number, Frame>;
}

/** Makes results one after the other, of which one that says the same as the last has its revision. */
export function openResults(logId: string) {
  let latest: LiveResult | undefined;
  return {
    latest: () => latest,
    add({ data: answered = null, errors: told, extensions: reported }: Answer, cut: Cut): void {
      const data = sharing(latest?.data, answered);
      const isSame = latest !== undefined && data === latest.data && areAlike(told, latest.errors);
      const revision = (latest?.revision ?? 0) + (isSame ? 0 : 1);
      // What else an error tells, such as its request, is of each evaluation: the first of a revision stands for all.
      const errors = isSame ? latest!.errors : told;
      const cursor = encodeCursor(logId, cut);
      const extensions = { ...reported, cursor };
      latest = liveResult({ revision, position: cut.position, data, errors, extensions, cursor });
    },
  };
}

function areAlike(some: Answer['errors'], others: Answer['errors']): boolean {
  const [one, other] = [some, others].map((errors) => errors?.map(({ message, path }) => [message, path]));
  return JSON.stringify(one) === JSON.stringify(other);
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
