import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Fault } from './fault.ts';

const REQUEST_TIMEOUT_MS = 60_000;
/** Half a minute before anything was accepted; afterwards long enough for a service to restart on a busy machine. */
const ATTEMPTS_AT_FIRST_MAX = 8;
const ATTEMPTS_MAX = 16;
const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 10_000;
/** Errors after which the same request may succeed; commands stay the same commands however often they are sent. */
const RETRYABLE = ['SERVICE_UNAVAILABLE', 'NOT_READY', 'CONFLICT', 'UNAUTHENTICATED'];

const Answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z
          .object({ code: z.string().optional(), bound: z.string().optional() })
          .loose()
          .optional(),
      }),
    )
    .optional(),
});

/** The gateway refused the request as a whole, or did not answer however often it was asked. */
export class NotTaken extends Fault {
  override readonly name = 'NotTaken';
  /** Why, where the gateway said it. */
  readonly code: string | undefined;
  /** The moment beyond which nothing can be answered, if that is the reason. */
  readonly bound: string | undefined;
  constructor(message: string, code?: string, bound?: string) {
    super(message);
    this.code = code;
    this.bound = bound;
  }
}

/** Why the same request is worth sending again, and how soon if the gateway says so. */
interface Later {
  readonly retry: string;
  readonly afterMs?: number;
}

/** What a program says of the gateway, beside what the gateway says, in one language. */
const WORDS = {
  en: {
    refused: (code: string, why: string) => `The gateway refused a request (${code}): ${why}`,
    away: (url: string, tries: number, why: string) =>
      `The gateway at ${url} did not take a request after ${tries} tries (${why}).`,
  },
  es: {
    refused: (code: string, why: string) => `La plataforma no lo admitió (${code}): ${why}`,
    away: (url: string, tries: number, why: string) =>
      `La plataforma en ${url} no lo recibió tras ${tries} intentos (${why}).`,
  },
};

/** One operation; resolves to its data. @throws {NotTaken} */
export type Send = (query: string, variables: object) => Promise<Record<string, unknown>>;

/**
 * Sends operations to the gateway, each again with growing pauses while the platform cannot take it, or no token can
 * be had and a later try may get one; once `signal` is aborted, at most once more. `language` is that of what is refused.
 */
export function gatewayClient(
  url: string,
  token: () => Promise<string>,
  signal?: AbortSignal,
  language: keyof typeof WORDS = 'en',
): Send {
  const words = WORDS[language];
  const once = async (query: string, variables: object): Promise<Record<string, unknown> | Later> => {
    let response: Response;
    try {
      response = await fetch(url, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', 'accept-language': language },
          authorization: `Bearer ${await token()}`,
        },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
    } catch (error) {
      if (error instanceof Fault && error.isLasting) throw error;
      return { retry: (error as Error).message };
    }
    const body = Answer.safeParse(await response.json().catch(() => undefined));
    const afterMs = afterMsOf(response.headers.get('retry-after'));
    if (!body.success) return { retry: `HTTP ${response.status}`, afterMs };
    const error = body.data.errors?.[0];
    if (!error && body.data.data) return body.data.data;
    const code = error?.extensions?.code ?? `HTTP ${response.status}`;
    if (RETRYABLE.includes(code) || response.status >= 500 || afterMs > 0)
      return { retry: `${code}: ${error?.message}`, afterMs };
    const { bound } = error?.extensions ?? {};
    throw new NotTaken(words.refused(code, String(error?.message)), code, bound);
  };

  let attemptsMax = ATTEMPTS_AT_FIRST_MAX;
  return async (query: string, variables: object): Promise<Record<string, unknown>> => {
    let pause = BACKOFF_FIRST_MS;
    for (let attempt = 1; ; attempt++) {
      const answer = await once(query, variables);
      if (!('retry' in answer)) {
        attemptsMax = ATTEMPTS_MAX;
        return answer;
      }
      if (attempt >= attemptsMax || signal?.aborted) {
        throw new NotTaken(words.away(url, attempt, String(answer.retry)));
      }
      const { afterMs } = answer as Later;
      await sleep(Math.min(Math.max(pause, afterMs ?? 0), BACKOFF_MAX_MS), undefined, { signal }).catch(
        () => undefined,
      );
      pause = Math.min(pause * 2, BACKOFF_MAX_MS);
    }
  };
}

/** `Retry-After` in milliseconds: the gateway tells seconds, a proxy before it may tell a date. */
function afterMsOf(told: string | null): number {
  const ms = told !== null && /^\d+$/.test(told) ? Number(told) * 1_000 : Date.parse(told ?? '') - Date.now();
  return Number.isNaN(ms) ? 0 : ms;
}
