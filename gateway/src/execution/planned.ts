import type { buildOperationContext } from '@apollo/gateway/dist/operationContext.js';
import type { Supergraph } from '@apollo/federation-internals';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';

/** An operation with the plan that answers it. */
export interface Planned {
  readonly kind: 'query' | 'mutation';
  readonly plan: QueryPlan;
  /** The plan's only fetch, where it asks for exactly what the operation asks. */
  readonly whole: FetchNode | undefined;
  readonly context: ReturnType<typeof buildOperationContext>;
}

/** What a plan is made from and executed against. */
export interface Schemas {
  readonly supergraphSchema: GraphQLSchema;
  readonly apiSchema: ReturnType<Supergraph['apiSchema']>;
  /** By name. */
  readonly subgraphs: readonly string[];
}
