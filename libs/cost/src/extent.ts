import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The size of an operation with its fragments spread. */
export interface Extent {
  /** Levels of fields. */
  readonly depth: number;
  /** Aliased fields. */
  readonly aliases: number;
  /** Fields at the root. */
  readonly fields: number;
  readonly selections: number;
}

export interface Measured extends Extent {
  /** The largest `first` given as a literal. */
  readonly pageSize: number;
  /** Variables used as a `first` somewhere: their values are known only when the operation runs. */
  readonly pageSizes: readonly string[];
}

const NOTHING: Extent = { depth: 0, aliases: 0, fields: 0, selections: 0 };

/**
 * Measures an operation before it is validated. Linear in the document: each fragment is measured once, and one that spreads
 * itself counts as nothing (validation refuses it).
 *
 * @param flatIntrospection whether questions about the schema itself count as one level: clients' own tools ask deeply.
 */
export function extentOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { flatIntrospection = false }: { readonly flatIntrospection?: boolean } = {},
): Measured {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const pageSizes = new Set<string>();
  const known = new Map<string, Extent>();
  let pageSize = 0;

  const ofSelections = ({ selections }: SelectionSetNode): Extent => {
    let sum = NOTHING;
    for (const selection of selections) {
      switch (selection.kind) {
        case Kind.FIELD:
          sum = plus(sum, ofField(selection));
          break;
        case Kind.INLINE_FRAGMENT:
          sum = plus(sum, spread(ofSelections(selection.selectionSet)));
          break;
        case Kind.FRAGMENT_SPREAD:
          sum = plus(sum, spread(ofFragment(selection.name.value)));
          break;
      }
    }
    return sum;
  };
  const ofField = (field: FieldNode): Extent => {
    const aliases = field.alias ? 1 : 0;
    const inner = field.selectionSet ? ofSelections(field.selectionSet) : NOTHING;
    const selections = inner.selections + 1;
    if (flatIntrospection && field.name.value.startsWith('__'))
      return { depth: 1, aliases, fields: 1, selections };
    for (const { name, value } of field.arguments ?? []) {
      if (name.value !== 'first') continue;
      if (value.kind === Kind.VARIABLE) pageSizes.add(value.name.value);
      if (value.kind === Kind.INT) pageSize = Math.max(pageSize, Number(value.value));
    }
    return { depth: inner.depth + 1, aliases: inner.aliases + aliases, fields: 1, selections };
  };
  const ofFragment = (name: string): Extent => {
    const extent = known.get(name);
    if (extent) return extent;
    known.set(name, NOTHING);
    const fragment = fragments.get(name);
    const measured = fragment ? ofSelections(fragment.selectionSet) : NOTHING;
    known.set(name, measured);
    return measured;
  };

  return { ...ofSelections(operation.selectionSet), pageSize, pageSizes: [...pageSizes] };
}

/** A spread is itself a selection, in addition to its content. */
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
