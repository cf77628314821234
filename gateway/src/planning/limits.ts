import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { limitExceeded } from '../errors.ts';

/** Lexical tokens of a document. */
export const TOKENS_MAX = 2_000;
/** Levels of fields; introspection has its own limit in graphql-js. */
export const DEPTH_MAX = 12;
/** Aliased fields, each as often as its fragment is spread. */
export const ALIASES_MAX = 30;
/** Fields at the root, fragments spread. */
export const ROOT_FIELDS_MAX = 20;
/**
 * Selections, each as often as its fragment is spread: what the planner expands an operation to. Counted by each
 * fragment's own total, never by expanding.
 */
export const SELECTIONS_MAX = 5_000;
/** The argument `first` of any field. */
export const PAGE_SIZE_MAX = 100;

/** What a selection costs, its fragments spread. */
interface Extent {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly selections: number;
}

const NOTHING: Extent = { depth: 0, aliases: 0, fields: 0, selections: 0 };

export interface Measured {
  readonly error?: GraphQLError;
  /** Variables that stand for a `first` somewhere: their values are known only when the operation runs. */
  readonly pageSizes: readonly string[];
}

/**
 * Holds an operation against the limits, before it is validated. Linear in the document: each fragment is measured
 * once, and one that spreads itself counts as nothing (validation refuses it).
 */
export function measure(document: DocumentNode, operation: OperationDefinitionNode): Measured {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const pageSizes = new Set<string>();
  const known = new Map<string, Extent>();
  let pageSize = 0;

  const extentOf = ({ selections }: SelectionSetNode): Extent => {
    let sum = NOTHING;
    for (const selection of selections) {
      switch (selection.kind) {
        case Kind.FIELD:
          sum = plus(sum, extentOfField(selection));
          break;
        case Kind.INLINE_FRAGMENT:
          sum = plus(sum, spread(extentOf(selection.selectionSet)));
          break;
        case Kind.FRAGMENT_SPREAD:
          sum = plus(sum, spread(extentOfFragment(selection.name.value)));
          break;
      }
    }
    return sum;
  };
  const extentOfField = (field: FieldNode): Extent => {
    const aliases = field.alias ? 1 : 0;
    const inner = field.selectionSet ? extentOf(field.selectionSet) : NOTHING;
    const selections = inner.selections + 1;
    if (field.name.value.startsWith('__')) return { depth: 1, aliases, fields: 1, selections };
    for (const { name, value } of field.arguments ?? []) {
      if (name.value !== 'first') continue;
      if (value.kind === Kind.VARIABLE) pageSizes.add(value.name.value);
      if (value.kind === Kind.INT) pageSize = Math.max(pageSize, Number(value.value));
    }
    return { depth: inner.depth + 1, aliases: inner.aliases + aliases, fields: 1, selections };
  };
  const extentOfFragment = (name: string): Extent => {
    const extent = known.get(name);
    if (extent) return extent;
    known.set(name, NOTHING);
    const fragment = fragments.get(name);
    const measured = fragment ? extentOf(fragment.selectionSet) : NOTHING;
    known.set(name, measured);
    return measured;
  };

  const { depth, aliases, fields, selections } = extentOf(operation.selectionSet);
  const error =
    over('depth', depth, DEPTH_MAX) ??
    over('aliases', aliases, ALIASES_MAX) ??
    over('rootFields', fields, ROOT_FIELDS_MAX) ??
    over('first', pageSize, PAGE_SIZE_MAX) ??
    over('selections', selections, SELECTIONS_MAX);
  return error ? { error, pageSizes: [] } : { pageSizes: [...pageSizes] };
}

/** `first` given by variable, with its coerced value. */
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

/** A fragment is a selection itself, besides what it holds. */
function spread(extent: Extent): Extent {
  return { ...extent, selections: extent.selections + 1 };
}

function plus(a: Extent, b: Extent): Extent {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: a.aliases + b.aliases,
    fields: a.fields + b.fields,
    selections: Math.min(Number.MAX_SAFE_INTEGER, a.selections + b.selections),
  };
}
