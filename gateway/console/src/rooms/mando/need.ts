import type { NeedsToKnowQuery } from '../../documents/documents.gen.ts';
import { shortOf } from '../sala/board.ts';

/** What one liaison asked about one incident. */
export type Need = NonNullable<NeedsToKnowQuery['needsToKnow']>['edges'][number]['node'];

/** The requests that were told. */
export const nodesOf = (list: { readonly edges: readonly { readonly node: Need }[] } | null | undefined) =>
  list?.edges.map(({ node }) => node) ?? [];

/** The request that counts. */
export const lastOf = ({ requests }: Need) => requests.at(-1)!;

/** Whether the incident is open to whoever asked. */
export function isOpen(need: Need, nowMs: number): boolean {
  const { answer, until, withdrawnBy } = lastOf(need);
  return answer === 'GRANTED' && withdrawnBy === null && until !== null && nowMs < Date.parse(until);
}

/** What tells a request from others. */
export const nameOf = (need: Need) => `${lastOf(need).folio}, ${shortOf(need.incidentId)}`;
