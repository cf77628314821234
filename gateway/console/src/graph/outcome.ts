import type { Answer } from './graph.ts';

/** The state of a command. A refusal is an answer; `unanswered` can be sent again as the same command. */
export type Outcome =
  | { readonly state: 'sending' | 'waiting' | 'unanswered' }
  | { readonly state: 'accepted'; readonly position: string }
  | {
      readonly state: 'refused';
      readonly message: string;
      readonly rule: string | undefined;
      /** Of a rule of the field; absent when what is wrong is the right or the input. */
      readonly code?: string | undefined;
      /** Whoever signs in again, with a second factor, may do it. */
      readonly asksToStepUp?: boolean;
    };

export interface Result {
  readonly result:
    | {
        readonly __typename: 'Refusal';
        readonly code: string;
        readonly message: string;
        readonly rule: string | null;
      }
    | { readonly __typename: string; readonly position?: string }
    | null;
}

/** The errors that refuse the command itself. */
const REFUSALS = new Set(['FORBIDDEN', 'BAD_USER_INPUT']);

/**
 * The outcome of sending a command once; undefined when nobody can say whether it was done, or when it was turned away unread (an expired
 * token, too many requests): it is sent again as the same command.
 */
export function outcomeIn({
  data,
  troubles,
}: Pick<Answer<Result>, 'data' | 'troubles'>):
  | Extract<Outcome, { readonly state: 'accepted' | 'refused' }>
  | undefined {
  const result = data?.result;
  if (!result) {
    const [trouble] = troubles;
    if (trouble === undefined || !REFUSALS.has(trouble.code)) return undefined;
    const asksToStepUp = trouble.reason === 'STEP_UP';
    return {
      state: 'refused',
      message: trouble.message,
      rule: undefined,
      ...(asksToStepUp && { asksToStepUp }),
    };
  }
  if ('message' in result)
    return { state: 'refused', message: result.message, rule: result.rule ?? undefined, code: result.code };
  return { state: 'accepted', position: result.position ?? '' };
}
