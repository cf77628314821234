import type { GraphQLError } from 'graphql';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Allowances } from './allowances.ts';

/** How long the refusal of a subject with too much under way is delayed: one who asks again at once keeps nobody busy with refusing. */
const REFUSED_REST_MS = 1_000;

/**
 * Waits before a caller over a limit of their own gets the refusal. Their place among the operations under way is held
 * meanwhile, which bounds how many wait.
 */
export async function restAfter(errors: readonly GraphQLError[]): Promise<void> {
  if (errors.some(isOwn)) await sleep(REFUSED_REST_MS);
}

/**
 * The same for a caller without a place among the operations under way, a subject or a network of strangers: an
 * allowance of its own bounds how many wait.
 */
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
