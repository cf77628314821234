import { Fault } from '@proximidad/program';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const REQUEST_TIMEOUT_MS = 20_000;
const ATTEMPTS_MAX = 10;
const BACKOFF_FIRST_MS = 150;
const BACKOFF_MAX_MS = 3_000;
const RETRYABLE = ['SERVICE_UNAVAILABLE', 'NOT_READY', 'CONFLICT', 'UNAUTHENTICATED'];

const Answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).loose().optional() }))
    .optional(),
});
const Result = z
  .object({ __typename: z.string(), code: z.string().optional(), message: z.string().optional() })
  .loose();
export type Result = z.infer<typeof Result>;

/** The platform did not take what was told; the message names the mutation and why. */
export class NotTaken extends Fault {
  override readonly name = 'NotTaken';
}

export interface Platform {
  /**
   * Tells one mutation as a user, again while the platform cannot take it or refuses with one of `until`, which
   * another service's word will lift. `accepted` selects fields of the success, such as `shift { id }`.
   */
  tell(
    user: string,
    mutation: string,
    input: object,
    options?: { accepted?: string; until?: readonly string[] },
  ): Promise<Result>;
}

/** These answer what became of each item; nothing refuses them as a whole. */
const BULKS = ['designBeats', 'reportPositions'];
const UNIT_REPORTS = ['acknowledgeDispatch', 'reportEnRoute', 'reportArrival'];

export function platform(url: string, tokenOf: (user: string) => Promise<string>): Platform {
  const once = async (user: string, query: string, input: object) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(user)}` },
      body: JSON.stringify({ query, variables: { input } }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    return Answer.parse(await response.json());
  };
  return {
    async tell(user, mutation, input, { accepted, until = [] } = {}) {
      const type = UNIT_REPORTS.includes(mutation)
        ? 'UnitReport'
        : mutation[0]!.toUpperCase() + mutation.slice(1);
      const refusal = BULKS.includes(mutation) ? '' : '... on Refusal { code message }';
      const selected = `__typename ${refusal} ${accepted ?? ''}`;
      const query = `mutation Tell($input: ${type}Input!) { ${mutation}(input: $input) { ${selected} } }`;
      let pause = BACKOFF_FIRST_MS;
      for (let attempt = 1; ; attempt++) {
        const answer = await once(user, query, input).catch((error: unknown) => ({
          lost: (error as Error).message,
        }));
        const why = 'lost' in answer ? answer.lost : answer.errors?.[0]?.message;
        const code = 'lost' in answer ? 'SERVICE_UNAVAILABLE' : answer.errors?.[0]?.extensions?.code;
        if (why === undefined && 'data' in answer) {
          const result = Result.parse(answer.data?.[mutation]);
          if (attempt === ATTEMPTS_MAX || !until.includes(result.code ?? '')) return result;
        } else if (attempt === ATTEMPTS_MAX || !RETRYABLE.includes(code ?? '')) {
          throw new NotTaken(`${mutation} by ${user}: ${code ?? 'no code'}: ${why}`);
        }
        await sleep(pause);
        pause = Math.min(pause * 2, BACKOFF_MAX_MS);
      }
    },
  };
}
