import type { Cut } from '@proximidad/eventsourcing';
import type { Answer } from '../execution/executor.ts';
import { encodeCursor } from './cursor.ts';
import type { Frame } from './frames.ts';
import { ATTEMPTS_MAX, isOnlyPassing } from './passing.ts';
import { sharing } from './sharing.ts';

/** A result at one cut. Its revision changes with its content, not with the cut: all results of one revision have the same content. */
export interface LiveResult extends Frame {
  readonly revision: number;
  readonly position: number;
  /** When the first of what it shows may not be shown any more, Unix milliseconds; `Infinity` where nothing ends. */
  readonly until: number;
  /** Parts with the same content as in the result before are the same objects. */
  readonly data: unknown;
  readonly extensions: object;
  readonly errors: Answer['errors'];
  readonly patches: Map<number, Frame>;
}

/** What is only busy answers so at once: attempts within less than this say no more than one. */
export const SILENCE_MIN_MS = 1_500;

/** Makes results one after the other; one with the same content as the last has the same revision. */
export function openResults(logId: string) {
  let latest: LiveResult | undefined;
  let unsaid: { readonly since: number; readonly attempts: number } | undefined;
  return {
    latest: () => latest,
    /** Whether the answer is the latest result now: one that says nothing for now is not, until the last attempt, if the one before said something. */
    add(answer: Answer, cut: Cut, until = Infinity): boolean {
      const { data: answered = null, errors: told, extensions: reported } = answer;
      if (answered !== null || !isOnlyPassing(answer)) unsaid = undefined;
      else unsaid = { since: unsaid?.since ?? cut.clock, attempts: (unsaid?.attempts ?? 0) + 1 };
      if (unsaid && latest?.data && mayPass(unsaid, cut.clock)) return false;
      const data = sharing(latest?.data, answered);
      const isSame = latest !== undefined && data === latest.data && areAlike(told, latest.errors);
      const revision = (latest?.revision ?? 0) + (isSame ? 0 : 1);
      // Other parts of an error, such as its request, differ with each evaluation: those of the first in a revision stand for all.
      const errors = isSame ? latest!.errors : told;
      const cursor = encodeCursor(logId, cut);
      const extensions = { ...reported, cursor };
      latest = liveResult({ revision, position: cut.position, until, data, errors, extensions, cursor });
      return true;
    },
  };
}

const mayPass = ({ attempts, since }: { attempts: number; since: number }, nowMs: number) =>
  attempts < ATTEMPTS_MAX || Math.abs(nowMs - since) < SILENCE_MIN_MS;

function areAlike(some: Answer['errors'], others: Answer['errors']): boolean {
  const [one, other] = [some, others].map((errors) => errors?.map(({ message, path }) => [message, path]));
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Its text is made when somebody is sent the whole of it. */
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
