import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import type { Weight, Weights } from './weights.ts';

/**
 * The cost that an operation may have, estimated before it runs: one for each object that it may answer, by the sizes that its
 * arguments ask for, and more for fields that are known to be costly.
 */
export const COST_MAX = 20_000;
/**
 * What a service may be asked for at once. More than the gateway takes from a client: a list that was assumed to hold ten may
 * hold more, and then the gateway asks another service about each of them.
 */
export const SUBGRAPH_COST_MAX = 50_000;
const LIST_SIZE_USUAL = 10;
/** The schema about itself: answered without a service. */
const INTROSPECTION_WEIGHT = 100;
const COST_LIMIT = Number.MAX_SAFE_INTEGER;

type Values = Readonly<Record<string, unknown>>;

/** The cost of one operation with its variables; the same for all when it uses none. */
export type Cost = (variables: Values) => number;

/** The value of a variable, by name. */
type ValueOf = (variable: string) => unknown;

/** The cost of a selection; `sized` are the lists of its parent whose length an argument has given, and that length. */
type SelectionCost = (valueOf: ValueOf, sized: Sized | undefined) => number;

interface Sized {
  readonly fields: readonly string[];
  readonly size: number;
}

/** `document` must be valid for the schema and within the limit of selections; the cost takes one step for each of them. */
export function costOf(
  schema: GraphQLSchema,
  weights: Weights,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Cost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, SelectionCost>();

  const ofSelections = ({ selections }: SelectionSetNode, parent: GraphQLNamedType): SelectionCost => {
    const parts = selections.map((selection) => ofSelection(selection, parent));
    return (valueOf, sized) => parts.reduce((sum, part) => within(sum + part(valueOf, sized)), 0);
  };
  const ofSelection = (selection: SelectionNode, parent: GraphQLNamedType): SelectionCost => {
    switch (selection.kind) {
      case Kind.FIELD:
        return ofField(selection, parent);
      case Kind.INLINE_FRAGMENT: {
        const type = selection.typeCondition?.name.value;
        return ofSelections(selection.selectionSet, type === undefined ? parent : schema.getType(type)!);
      }
      case Kind.FRAGMENT_SPREAD:
        return ofFragment(selection.name.value);
    }
  };
  const ofFragment = (name: string): SelectionCost => {
    const before = known.get(name);
    if (before) return before;
    const { typeCondition, selectionSet } = fragments.get(name)!;
    const cost = ofSelections(selectionSet, schema.getType(typeCondition.name.value)!);
    known.set(name, cost);
    return cost;
  };
  const ofField = (node: FieldNode, parent: GraphQLNamedType): SelectionCost => {
    const { value: name } = node.name;
    if (name.startsWith('__')) return () => (name === '__typename' ? 0 : INTROSPECTION_WEIGHT);
    const field = fieldOf(parent, name);
    if (!field) return () => 0;
    const type = getNamedType(field.type);
    const weight = weights.get(`${parent.name}.${name}`) ?? {};
    const inside =
      node.selectionSet && isCompositeType(type) ? ofSelections(node.selectionSet, type) : undefined;
    return fieldCost(node, field, weight, inside);
  };
  const { operation: kind, selectionSet } = operation;
  const root = schema.getRootType(kind);
  const cost = root ? ofSelections(selectionSet, root) : () => 0;
  const initial = defaultsOf(operation);
  // Which variables are used does not depend on their values: an operation that uses none now never will.
  let asksAny = false;
  const fixed = cost((name) => {
    asksAny = true;
    return initial[name];
  }, undefined);
  if (!asksAny) return () => fixed;
  return (variables) =>
    cost((name) => (Object.hasOwn(variables, name) ? variables[name] : initial[name]), undefined);
}

/** The values of variables that the caller leaves out. */
function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Values {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
}

function fieldCost(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  { weight = 0, assumedSize = LIST_SIZE_USUAL, slicingArgument, sizedFields, arguments: costly = {} }: Weight,
  inside: SelectionCost | undefined,
): SelectionCost {
  const isList = isListType(getNullableType(field.type));
  const given = new Map((node.arguments ?? []).map(({ name, value }) => [name.value, value]));
  return (valueOf, sized) => {
    let sum = weight;
    for (const [name, price] of Object.entries(costly)) if (isGiven(given.get(name), valueOf)) sum += price;
    if (!inside) return sum;
    const asked =
      slicingArgument === undefined ? undefined : sizeAsked(field, slicingArgument, given, valueOf);
    const own = sizedFields === undefined ? asked : undefined;
    const count = isList ? (own ?? sizeFrom(sized, field.name) ?? assumedSize) : 1;
    const below = sizedFields && { fields: sizedFields, size: asked ?? assumedSize };
    return within(sum + count * (1 + inside(valueOf, below)));
  };
}

function sizeFrom(sized: Sized | undefined, name: string): number | undefined {
  return sized?.fields.includes(name) ? sized.size : undefined;
}

/** What the argument gives, by its number, its length or its default. */
function sizeAsked(
  field: GraphQLField<unknown, unknown>,
  name: string,
  given: ReadonlyMap<string, ValueNode>,
  valueOf: ValueOf,
): number | undefined {
  const node = given.get(name);
  const value =
    node?.kind === Kind.VARIABLE
      ? valueOf(node.name.value)
      : node?.kind === Kind.INT
        ? Number(node.value)
        : node?.kind === Kind.LIST
          ? node.values
          : undefined;
  const fallback = field.args.find((argument) => argument.name === name)?.defaultValue;
  const size = value ?? fallback;
  if (Array.isArray(size)) return size.length;
  return typeof size === 'number' ? Math.max(0, size) : undefined;
}

function isGiven(node: ValueNode | undefined, valueOf: ValueOf): boolean {
  if (!node || node.kind === Kind.NULL) return false;
  return node.kind !== Kind.VARIABLE || (valueOf(node.name.value) ?? undefined) !== undefined;
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function within(sum: number): number {
  return Math.min(COST_LIMIT, sum);
}
