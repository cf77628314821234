import { type Operation, operationFromDocument } from '@apollo/federation-internals';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { Schemas } from '../execution/planned.ts';

/** The one fetch of a plan that asks a service for exactly what the operation asks, in its order; undefined where there is none. */
export function wholeFetch(
  { node }: QueryPlan,
  operation: Operation,
  apiSchema: Schemas['apiSchema'],
): FetchNode | undefined {
  if (node?.kind !== 'Fetch' || node.outputRewrites) return undefined;
  const fetched = operationFromDocument(apiSchema, parse(node.operation), { validate: false });
  return selected(fetched) === selected(operation) ? node : undefined;
}

/** What an operation selects, in canonical form. */
function selected(operation: Operation): string {
  return operation.expandAllFragments().normalize().selectionSet.toString();
}
