import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../execution/executor.ts';
import { retryAfterMs } from './admission.ts';

/** A service that cannot answer for a moment is asked so many times before what it leaves out is reported as missing. */
export const ATTEMPTS_MAX = 3;
const RETRY_MS = 400;
const PASSING: ReadonlySet<unknown> = new Set(['NOT_READY', 'SERVICE_UNAVAILABLE']);

/** Whether an error of this code may be over in a moment. */
export function isPassingCode(code: unknown): boolean {
  return PASSING.has(code);
}

/** Whether a service could not answer now but may in a moment. */
export function isPassing({ errors = [] }: Answer): boolean {
  return errors.some(({ extensions: { code } }) => isPassingCode(code));
}

/** The same where nothing else is wrong with the answer, such as a refusal. */
export function isOnlyPassing({ errors = [] }: Answer): boolean {
  return errors.length > 0 && errors.every(({ extensions: { code } }) => isPassingCode(code));
}

/** The first answer in which no service was silent, or the last attempt's. */
export async function patiently(ask: () => Promise<Answer>): Promise<Answer> {
  let answer = await ask();
  for (let attempt = 1; attempt < ATTEMPTS_MAX && isPassing(answer); attempt++) {
    await sleep(RETRY_MS);
    answer = await ask();
  }
  return answer;
}

/** What is missing only for now says when to ask again. */
export function withRetry(answer: Answer): Answer {
  if (!isPassing(answer)) return answer;
  const again = { retryAfterMs: retryAfterMs() };
  const errors = answer.errors!.map((error) => {
    const { extensions } = error;
    return isPassingCode(extensions.code) ? { ...error, extensions: { ...again, ...extensions } } : error;
  });
  return { ...answer, errors };
}
