import type { GraphQLError } from 'graphql';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Allowances } from './allowances.ts';

/** So late who has too much under way is told so: whoever asks again at once keeps nobody busy with being refused. */
const REFUSED_REST_MS = 1_000;

/** Before whoever is over a limit of their own is told so. Their place among the operations under way is held meanwhile, which bounds how many wait. */
export async function restAfter(errors: readonly GraphQLError[]): Promise<void> {
  if (errors.some(isOwn)) await sleep(REFUSED_REST_MS);
}

/** The same for who has no place among the operations under way, a subject or a network of strangers: how many wait is an allowance of its own. */
export async function restWithoutPlace(
  allowances: Allowances,
  whose: string,
  error: GraphQLError,
): Promise<void> {
  const leave = isOwn(error) ? allowances.take('refusals', whose) : undefined;
  if (typeof leave !== 'function') return;
  await sleep(REFUSED_REST_MS);
  leave();
}

const isOwn = ({ extensions: { limit } }: GraphQLError) => /Per(Subject|Address)$/.test(String(limit));
