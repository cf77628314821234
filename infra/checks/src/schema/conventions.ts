import {
  type DirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type StringValueNode,
  type TypeNode,
} from 'graphql';

/** Names of fields that stand for a closed list: such a field is an enum. */
const CLOSED = /^(status|reasons?|kind|outcome|channel|method|role|rank|ground|decision)$/;
/** Bulk results: they answer item by item, and have no single outcome (ADR 197). */
const BULK: ReadonlySet<string> = new Set([
  'BulkItemResult',
  'DesignBeatsAccepted',
  'PositionsAccepted',
  'RecordHistoricalIncidentsResult',
]);

type Described = {
  readonly description?: StringValueNode | undefined;
  readonly directives?: readonly DirectiveNode[] | undefined;
};

/**
 * Everything in a schema that breaks the conventions of the graph, with its place. The text is the full SDL, of a
 * subgraph or of the public schema.
 */
export function conventionsBroken(sdl: string): string[] {
  const { definitions } = parse(sdl);
  const broken = definitions.flatMap((node) => {
    if (!('name' in node) || !node.name) return [];
    return [...undescribed(node, node.name.value), ...brokenBy(node, node.name.value)];
  });
  return [...broken, ...inputsWithinThemselves(definitions)];
}

/** graphql-jit 0.8 has not ended after minutes with an operation that has a variable of such a type, and nothing else is answered meanwhile. */
function inputsWithinThemselves(definitions: readonly DefinitionNode[]): string[] {
  const held = new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
        ? [[node.name.value, (node.fields ?? []).map(({ type }) => namedType(type))] as const]
        : [],
    ),
  );
  const within = (name: string, found = new Set<string>()): ReadonlySet<string> => {
    for (const each of held.get(name) ?? []) if (!found.has(each)) within(each, found.add(each));
    return found;
  };
  return [...held.keys()]
    .filter((name) => within(name).has(name))
    .map((name) => `input ${name} may hold itself, which services cannot compile: use a list of ids`);
}

function undescribed(node: DefinitionNode, name: string): string[] {
  const silent = (where: string, { description }: Described) =>
    description?.value.trim() ? [] : [`${where} says nothing of itself: describe it`];
  const argumentsOf = (where: string, args: readonly InputValueDefinitionNode[] = []) =>
    args.flatMap((argument) => silent(`${where}(${argument.name.value}:)`, argument));
  if (node.kind === Kind.DIRECTIVE_DEFINITION)
    return [...silent(`@${name}`, node), ...argumentsOf(`@${name}`, node.arguments)];
  const fields = 'fields' in node ? (node.fields ?? []) : [];
  const values = 'values' in node ? (node.values ?? []) : [];
  return [
    ...(isRoot(name) ? [] : silent(name, node)),
    ...[...fields, ...values].flatMap((member) => [
      ...silent(`${name}.${member.name.value}`, member),
      ...('arguments' in member ? argumentsOf(`${name}.${member.name.value}`, member.arguments) : []),
    ]),
  ];
}

function brokenBy(node: DefinitionNode, name: string): string[] {
  if (node.kind === Kind.SCALAR_TYPE_DEFINITION && !has(node, 'specifiedBy'))
    return [`scalar ${name} has no @specifiedBy: say what its texts look like`];
  if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && has(node, 'oneOf'))
    return [
      `input ${name} is @oneOf, which composition drops (ADR 138): refuse what is not exactly one of its fields where it is resolved`,
    ];
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
  return [...brokenByType(node, name), ...(node.fields ?? []).flatMap((field) => brokenByField(field, name))];
}

function brokenByType({ interfaces = [] }: ObjectTypeDefinitionNode, name: string): string[] {
  if (BULK.has(name)) return [];
  if (name.endsWith('Result')) return [`${name} is no union: what was accepted, or a Refusal`];
  const isAccepted = name.endsWith('Accepted');
  return isAccepted && !interfaces.some((each) => each.name.value === 'Accepted')
    ? [`${name} does not implement Accepted`]
    : [];
}

function brokenByField(field: FieldDefinitionNode, of: string): string[] {
  const where = `${of}.${field.name.value}`;
  const type = namedType(field.type);
  const args = new Map((field.arguments ?? []).map((argument) => [argument.name.value, argument]));
  const broken: string[] = [];
  if (type === 'String' && CLOSED.test(field.name.value))
    broken.push(`${where} is a String, and stands for a closed list: make it an enum`);
  const first = args.get('first');
  if (first && !first.defaultValue) broken.push(`${where} has no page of its own: give \`first\` a default`);
  if (type.endsWith('Connection') && !first) broken.push(`${where} is a page without \`first\``);
  if (type === 'PageInfo' && field.type.kind !== Kind.NON_NULL_TYPE) broken.push(`${where} can be null`);
  if (
    of === 'PageInfo' &&
    /^(hasPreviousPage|startCursor)$/.test(field.name.value) &&
    !has(field, 'deprecated')
  )
    broken.push(`${where} is of use only with \`last\` and \`before\`, which no list has`);
  return broken;
}

/**
 * Pages of a record that can be null: they never fail by themselves. Pages of a query may be refused for their
 * filter, pages of changes for the caller's role; these are null then.
 */
export function nullablePages(sdl: string): string[] {
  return parse(sdl).definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION && !isRoot(node.name.value)
      ? (node.fields ?? [])
          .filter(
            ({ type }) => type.kind === Kind.NAMED_TYPE && /(?<!Change)Connection$/.test(type.name.value),
          )
          .map((field) => `${node.name.value}.${field.name.value} can be null`)
      : [],
  );
}

function isRoot(name: string): boolean {
  return name === 'Query' || name === 'Mutation';
}

function has({ directives = [] }: Described, name: string): boolean {
  return directives.some((directive) => directive.name.value === name);
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
