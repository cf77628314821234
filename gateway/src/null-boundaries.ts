import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql';

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

export interface ParsedSubgraph {
  readonly name: string;
  readonly document: DocumentNode;
}

/** Runs in the gateway's own process, so that every answer of the gateway has it. */
const ALWAYS_THERE = 'nation';
/** With this many fields besides the key `nation` counts as an entity's home; to a log that many write it adds only one. */
const OWNED_MIN = 2;

/**
 * Makes every field nullable at which one service's answer depends on another's, and every query of a service: a service that
 * is down then takes only its own part of an answer with it, not the whole. Services keep their own, stricter schemas.
 */
export function withNullBoundaries(subgraphs: readonly ParsedSubgraph[]): ParsedSubgraph[] {
  const homes = homesOf(subgraphs);
  return subgraphs.map(({ name, document }) => {
    if (name === ALWAYS_THERE) return { name, document };
    const crosses = (type: ObjectNode, field: FieldDefinitionNode) =>
      type.name.value === 'Query' ||
      isForeign(homes.get(namedType(field.type)), name) ||
      (isForeign(homes.get(type.name.value), name) && !keyFields(type).has(field.name.value));
    const definitions = document.definitions.map((node) =>
      isObject(node) && node.fields
        ? { ...node, fields: node.fields.map((field) => (crosses(node, field) ? nullable(field) : field)) }
        : node,
    );
    return { name, document: { ...document, definitions } };
  });
}

/**
 * The service that each federated entity belongs to: of those that resolve it, the one that is always there, or else the
 * one that has most of its fields.
 */
function homesOf(subgraphs: readonly ParsedSubgraph[]): Map<string, string> {
  const homes = new Map<string, { readonly name: string; readonly fields: number }>();
  for (const { name, document } of subgraphs) {
    for (const node of document.definitions) {
      if (!isObject(node) || keyFields(node).size === 0) continue;
      const known = isResolved(node) ? (node.fields ?? []).length : 0;
      const owns = known - keyFields(node).size >= OWNED_MIN;
      const fields = name === ALWAYS_THERE && owns ? Infinity : known;
      const home = homes.get(node.name.value);
      if (!home || fields > home.fields) homes.set(node.name.value, { name, fields });
    }
  }
  return new Map([...homes].map(([type, { name }]) => [type, name]));
}

function isForeign(home: string | undefined, here: string): boolean {
  return home !== undefined && home !== here && home !== ALWAYS_THERE;
}

function isObject(node: DocumentNode['definitions'][number]): node is ObjectNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
}

function keysOf({ directives = [] }: ObjectNode): readonly DirectiveNode[] {
  return directives.filter(({ name }) => name.value === 'key');
}

function keyFields(node: ObjectNode): ReadonlySet<string> {
  const texts = keysOf(node).map((key) => argument(key, 'fields'));
  return new Set(
    texts.flatMap((value) => (value?.kind === Kind.STRING ? (value.value.match(/\w+/g) ?? []) : [])),
  );
}

/** A key that is not `resolvable: false`: the service resolves the entity, it does not only refer to it. */
function isResolved(node: ObjectNode): boolean {
  return keysOf(node).some((key) => {
    const resolvable = argument(key, 'resolvable');
    return resolvable?.kind !== Kind.BOOLEAN || resolvable.value;
  });
}

function argument({ arguments: given = [] }: DirectiveNode, name: string) {
  return given.find((each) => each.name.value === name)?.value;
}

function nullable(field: FieldDefinitionNode): FieldDefinitionNode {
  return field.type.kind === Kind.NON_NULL_TYPE ? { ...field, type: field.type.type } : field;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
