import { extentOf } from '@proximidad/cost';
import type { DocumentNode, GraphQLError, OperationDefinitionNode } from 'graphql';
import { limitExceeded } from '../errors.ts';

/** Lexical tokens of a document. */
export const TOKENS_MAX = 2_000;
/** Levels of fields; introspection has its own limit in graphql-js. */
export const DEPTH_MAX = 12;
/** Aliased fields, each counted as often as its fragment is spread. */
export const ALIASES_MAX = 30;
/** Fields at the root, with fragments spread. */
export const ROOT_FIELDS_MAX = 20;
/**
 * Selections, each counted as often as its fragment is spread: the size to which the planner expands an operation. Counted from
 * each fragment's own total, never by expanding.
 */
export const SELECTIONS_MAX = 5_000;
/** The argument `first` of any field. */
export const PAGE_SIZE_MAX = 100;

export interface Measured {
  readonly error?: GraphQLError;
  /** Variables used as a `first` somewhere: their values are known only when the operation runs. */
  readonly pageSizes: readonly string[];
}

/** Checks an operation against the limits, before it is validated. */
export function measure(document: DocumentNode, operation: OperationDefinitionNode): Measured {
  const { depth, aliases, fields, selections, pageSize, pageSizes } = extentOf(document, operation, {
    flatIntrospection: true,
  });
  const error =
    over('depth', depth, DEPTH_MAX) ??
    over('aliases', aliases, ALIASES_MAX) ??
    over('rootFields', fields, ROOT_FIELDS_MAX) ??
    over('first', pageSize, PAGE_SIZE_MAX) ??
    over('selections', selections, SELECTIONS_MAX);
  return error ? { error, pageSizes: [] } : { pageSizes };
}

/** `first` given by a variable, with its coerced value. */
export function pageSizeError(
  pageSizes: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  const largest = Math.max(0, ...pageSizes.map((name) => Number(variables[name] ?? 0)));
  return over('first', largest, PAGE_SIZE_MAX);
}

function over(limit: string, value: number, max: number): GraphQLError | undefined {
  return value > max ? limitExceeded(limit, max, value) : undefined;
}
