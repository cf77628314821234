import type { GraphQLError } from 'graphql';
import { codedError, type PublicError, requestError, type Telling } from '../errors.ts';
import type { Answer } from '../execution/executor.ts';

const RETRY_AFTER_MIN_SECONDS = 1;

/** A request that is not answered, with the status that tells why. */
export interface Refused {
  readonly status: number;
  readonly error: GraphQLError;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with the status that both media types require. */
export interface Settled {
  readonly status: number;
  readonly answer: Answer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a link, an image or a preview may request must not change anything. */
export const BY_POST: Refused = {
  status: 405,
  error: codedError('BAD_USER_INPUT', 'Mutations are sent by POST.'),
  headers: { allow: 'POST' },
};

/** A subject with too much under way is refused as such; when it is everybody together, the gateway is overloaded. */
export function noPlace(error: GraphQLError): Refused {
  return { status: statusOfNoPlace(error), error };
}

/** The same for an operation whose cost is known. */
export function noPlaceFor(answer: Answer): Settled {
  const [error] = answer.errors ?? [];
  const status = statusOfNoPlace(error);
  return { status, answer, headers: laterHeaders(status, error) };
}

const statusOfNoPlace = (error: Extended | undefined) =>
  error?.extensions['code'] === 'LIMIT_EXCEEDED' ? 429 : 503;

type Extended = Pick<GraphQLError, 'extensions'>;

/** Where the error says how soon it is worth asking again, that is when; otherwise a second later. */
function laterHeaders(status: number, error: Extended | undefined): Readonly<Record<string, string>> {
  if (status !== 503 && status !== 429) return {};
  const afterMs = error?.extensions['retryAfterMs'];
  const seconds = typeof afterMs === 'number' ? Math.ceil(afterMs / 1_000) : 0;
  return { 'retry-after': String(Math.max(RETRY_AFTER_MIN_SECONDS, seconds)) };
}

export function refused({ status, error, headers }: Refused, telling: Telling): Settled {
  const errors: PublicError[] = [requestError(error, telling)];
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer realm="proximidad"' } : {};
  const later = laterHeaders(status, error);
  return { status, answer: { errors }, headers: { ...challenge, ...later, ...headers } };
}

/** For the metrics. Errors of the parser or the validator have no code of their own. */
export function outcomeOf(errors: readonly Pick<GraphQLError, 'extensions'>[] | Answer['errors']): string {
  const [error] = errors ?? [];
  return error ? ((error.extensions['code'] as string | undefined) ?? 'BAD_USER_INPUT') : 'OK';
}
