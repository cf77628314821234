import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type NamedTypeNode,
  type NameNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  parseType,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { getArgumentValues } from 'graphql/execution/values.js';
import type { FeedChange } from '@proximidad/feed';
import { payloadOf, valueBy, type Watched, watchedBy } from './watched.ts';

/** `changedRecordId`: stands for the id of the changed record in the query that a subscription becomes. */
const variableBy = (name: string) => `changedRecord${name.charAt(0).toUpperCase()}${name.slice(1)}`;

type Values = Readonly<Record<string, unknown>>;

/** The parts of a subscription: what is watched, and the federated query that shows a change. */
export interface Rewritten {
  readonly watched: Watched;
  /** `undefined` when only the change itself is asked for. */
  readonly hydration:
    | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode }
    | undefined;
  /** What the query is asked for, to show the record of this change. */
  recordOf(change: FeedChange): Values;
  /** The arguments of the subscription's field. */
  args(variables: Values): Values;
  /** The variables that decide what a frame shows, in whichever fragment they are used; not those that only filter. */
  readonly shownBy: ReadonlySet<string>;
  /** The data of a frame: the change's own fields, and what the query answered for the rest. */
  data(own: Values, answered: Values, variables: Values): Values;
}

/** `document` is valid for the schema. */
export function rewritten(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Rewritten {
  const fragments = fragmentsOf(document);
  const root = fieldsIn(operation.selectionSet, fragments)[0]!;
  const watched = watchedBy(root.name.value)!;
  const subscriptions = schema.getSubscriptionType()!;
  const definition = subscriptions.getFields()[root.name.value]!;
  const payload = schema.getType(payloadOf(watched)) as GraphQLObjectType;
  return {
    watched,
    hydration: hydrationOf(schema, document, operation, watched),
    recordOf: (change) =>
      Object.fromEntries(watched.by.map((name) => [variableBy(name), valueBy(name, change)])),
    args: (variables) => getArgumentValues(definition, root, variables),
    shownBy: variablesIn(
      [operation.selectionSet, ...Object.values(fragments)].map((node) => withoutFilters(node, root)),
    ),
    data(own, answered, variables) {
      const pick = (nodes: readonly FieldNode[]): Values =>
        Object.fromEntries(
          nodes.flatMap(({ selectionSet }) =>
            [...collectFields(schema, fragments, variables, payload, selectionSet!)].map(([key, [node]]) => [
              key,
              valueOf(watched, payload, node!, key, own, answered),
            ]),
          ),
        );
      const roots = collectFields(schema, fragments, variables, subscriptions, operation.selectionSet);
      return Object.fromEntries([...roots].map(([key, nodes]) => [key, pick(nodes)]));
    },
  };
}

/** Without filters, which may differ between clients who are shown the same. */
function withoutFilters<Node extends SelectionSetNode | FragmentDefinitionNode>(
  node: Node,
  { name }: FieldNode,
): Node {
  return visit(node, {
    Field: (field) => (field.name.value === name.value ? { ...field, arguments: [] } : undefined),
  });
}

function valueOf(
  { name }: Watched,
  payload: GraphQLObjectType,
  node: FieldNode,
  key: string,
  own: Values,
  answered: Values,
): unknown {
  const field = node.name.value;
  if (field === '__typename') return payload.name;
  if (field === name) return answered[key] ?? null;
  const value = own[field] ?? null;
  if (field !== 'lagged' || value === null) return value;
  const inner = node.selectionSet!.selections.filter((selection) => selection.kind === Kind.FIELD);
  return Object.fromEntries(
    inner.map(({ alias, name: { value: of } }) => [
      alias?.value ?? of,
      of === '__typename' ? 'Lagged' : (value as Values)[of],
    ]),
  );
}

/**
 * `{ incident { … } }` of the change becomes `{ incident(id: $changedRecordId) { … } }` of a query. A fragment on the change
 * becomes one on the query, once, however often it is spread.
 */
function hydrationOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  watched: Watched,
): Rewritten['hydration'] {
  const fragments = fragmentsOf(document);
  const payload = payloadOf(watched);
  const onQuery: NamedTypeNode = {
    kind: Kind.NAMED_TYPE,
    name: { kind: Kind.NAME, value: schema.getQueryType()!.name },
  };
  const moved = movedSelections(watched, fragments, onQuery);
  const selections = fieldsIn(operation.selectionSet, fragments).flatMap((root) => moved(root.selectionSet!));
  if (selections.length === 0) return undefined;

  const kept = document.definitions.flatMap((definition): FragmentDefinitionNode[] => {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) return [];
    const type = definition.typeCondition.name.value;
    if (type === schema.getSubscriptionType()!.name) return [];
    if (type !== payload) return [definition];
    const inside = moved(definition.selectionSet);
    return inside.length === 0
      ? []
      : [{ ...definition, typeCondition: onQuery, selectionSet: selectionSetOf(inside) }];
  });
  const selectionSet = selectionSetOf(selections);
  const used = variablesIn([selectionSet, ...kept]);
  const query: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    name: { kind: Kind.NAME, value: operation.name?.value ?? 'Change' },
    variableDefinitions: [
      ...definitionsOf(schema, watched),
      ...(operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)),
    ],
    selectionSet,
  };
  return { document: { kind: Kind.DOCUMENT, definitions: [query, ...kept] }, operation: query };
}

/** The parts of a selection on the change that show the record; each fragment is looked through once. */
function movedSelections(
  watched: Watched,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  onQuery: NamedTypeNode,
): (selectionSet: SelectionSetNode) => SelectionNode[] {
  const known = new Map<string, boolean>();
  const shows = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    // A fragment within itself has been refused before; it adds nothing.
    known.set(name, false);
    const found = moved(fragments[name]!.selectionSet).length > 0;
    known.set(name, found);
    return found;
  };
  const moved = ({ selections }: SelectionSetNode): SelectionNode[] =>
    selections.flatMap((selection): SelectionNode[] => {
      switch (selection.kind) {
        case Kind.FIELD:
          return selection.name.value === watched.name ? [asked(selection, watched)] : [];
        case Kind.FRAGMENT_SPREAD:
          return shows(selection.name.value) ? [selection] : [];
        case Kind.INLINE_FRAGMENT: {
          const inside = moved(selection.selectionSet);
          return inside.length === 0
            ? []
            : [{ ...selection, typeCondition: onQuery, selectionSet: selectionSetOf(inside) }];
        }
      }
    });
  return moved;
}

function selectionSetOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

/** The record, from the query that shows it, under the name by which the client asked for it. */
function asked(selection: FieldNode, { name, query, by }: Watched): FieldNode {
  const alias = selection.alias ?? (query === name ? undefined : selection.name);
  return { ...selection, ...(alias && { alias }), name: named(query), arguments: by.map(argumentBy) };
}

function argumentBy(name: string): ArgumentNode {
  const value = { kind: Kind.VARIABLE, name: named(variableBy(name)) } as const;
  return { kind: Kind.ARGUMENT, name: named(name), value };
}

function definitionsOf(schema: GraphQLSchema, { query, by }: Watched): VariableDefinitionNode[] {
  const { args } = schema.getQueryType()!.getFields()[query]!;
  return by.map((name) => ({
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: named(variableBy(name)) },
    type: parseType(String(args.find((arg) => arg.name === name)!.type)),
  }));
}

const named = (value: string): NameNode => ({ kind: Kind.NAME, value });

export function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
}

/** The fields of a selection, with fragments spread; those of a fragment come once, however often it is spread. */
export function fieldsIn(
  selectionSet: SelectionSetNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): FieldNode[] {
  const spread = new Set<string>();
  const within = ({ selections }: SelectionSetNode): FieldNode[] =>
    selections.flatMap((selection) => {
      switch (selection.kind) {
        case Kind.FIELD:
          return [selection];
        case Kind.INLINE_FRAGMENT:
          return within(selection.selectionSet);
        case Kind.FRAGMENT_SPREAD: {
          const { value: name } = selection.name;
          if (spread.has(name)) return [];
          spread.add(name);
          return within(fragments[name]!.selectionSet);
        }
      }
    });
  return within(selectionSet);
}

/** The names of the variables that are used anywhere in these nodes. */
export function variablesIn(
  nodes: readonly (SelectionSetNode | OperationDefinitionNode | DocumentNode['definitions'][number])[],
): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    visit(node, {
      VariableDefinition: () => false,
      Variable({ name }) {
        names.add(name.value);
      },
    });
  }
  return names;
}
