import type { OperationContext } from '@apollo/gateway/dist/operationContext.js';
import { type FieldNode, Kind, type SelectionSetNode, type ValueNode } from 'graphql';

/** Arguments that name a place or a record; each value begins with the INEGI key of its entity. */
const PLACES: ReadonlySet<string> = new Set(['entity', 'municipality', 'cvegeo', 'beat', 'id']);
/** This field names its entity by `code`, which elsewhere is that of an emergency. */
const OF_CODE = 'entity';
const PLACED = /^(\d{2})(\d{3}|-[0-9a-f-]{36})?$/;
/** Fields of a mutation's input to look at: places and ids, at its top level. */
const INPUT_FIELDS_MAX = 50;

type Variables = Readonly<Record<string, unknown>>;
type Asked = Pick<OperationContext, 'operation' | 'fragments'>;

/**
 * The entities that an operation is about, by the arguments of its root fields; `undefined` when one of those fields names none,
 * and so concerns all of them.
 */
export function entitiesAsked(
  { operation: { operation, selectionSet }, fragments }: Asked,
  variables: Variables,
): ReadonlySet<string> | undefined {
  const asked = new Set<string>();
  for (const field of fieldsOf(selectionSet, fragments, new Set())) {
    if (field.name.value.startsWith('__')) continue;
    const named = (field.arguments ?? []).flatMap(({ name, value }) =>
      operation === 'mutation'
        ? placesOf(valueOf(value, variables))
        : PLACES.has(name.value) || (name.value === 'code' && field.name.value === OF_CODE)
          ? entityIn(valueOf(value, variables))
          : [],
    );
    if (named.length === 0) return undefined;
    for (const code of named) asked.add(code);
  }
  return asked;
}

/** With those of fragments, each fragment once. */
function* fieldsOf(
  { selections }: SelectionSetNode,
  fragments: Asked['fragments'],
  seen: Set<string>,
): Generator<FieldNode> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) yield selection;
    else if (selection.kind === Kind.INLINE_FRAGMENT)
      yield* fieldsOf(selection.selectionSet, fragments, seen);
    else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      yield* fieldsOf(fragments[selection.name.value]!.selectionSet, fragments, seen);
    }
  }
}

function valueOf(node: ValueNode, variables: Variables): unknown {
  if (node.kind === Kind.VARIABLE) return variables[node.name.value];
  if (node.kind === Kind.STRING) return node.value;
  if (node.kind !== Kind.OBJECT) return undefined;
  return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, valueOf(value, variables)]));
}

function entityIn(value: unknown): string[] {
  const code = typeof value === 'string' ? PLACED.exec(value)?.[1] : undefined;
  return code === undefined ? [] : [code];
}

function placesOf(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input)
    .slice(0, INPUT_FIELDS_MAX)
    .filter(([name]) => PLACES.has(name) || name.endsWith('Id'))
    .flatMap(([, value]) => entityIn(value));
}
