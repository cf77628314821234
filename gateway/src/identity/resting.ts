import type { GraphQLError } from 'graphql';
import { setTimeout as sleep } from 'node:timers/promises';

/** So late who has too much under way is told so: whoever asks again at once keeps nobody busy with being refused. */
const REFUSED_REST_MS = 250;

/** Before whoever is over a limit of their own is told so. Their place among the operations under way is held meanwhile, which bounds how many wait. */
export async function restAfter(errors: readonly GraphQLError[]): Promise<void> {
  const own = errors.some(({ extensions: { limit } }) => String(limit).endsWith('PerSubject'));
  if (own) await sleep(REFUSED_REST_MS);
}
