import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
} from 'graphql';

const DIRECTIVES = `
"""
What a field costs besides one for each object it returns, or an argument when it is given. \`extensions.cost\` of an answer is the sum.
"""
directive @cost(
  "Added to the cost of the operation, each time the field is asked for."
  weight: Int!
) on FIELD_DEFINITION | ARGUMENT_DEFINITION

"""
How many items a list is assumed to hold when the cost of an operation is measured; 10 for a list without this directive.
"""
directive @listSize(
  "This many, when no argument says otherwise."
  assumedSize: Int
  "The arguments that say how many."
  slicingArguments: [String!]
  "The lists in the field's result that hold so many; the field's own list when left out."
  sizedFields: [String!]
  "Whether one of the arguments has to be given."
  requireOneSlicingArgument: Boolean = true
) on FIELD_DEFINITION
`;

const NAMES: ReadonlySet<string> = new Set(['cost', 'listSize']);

/** The public schema with the costs that the supergraph declares for its fields: by itself the public schema keeps no directive. */
export function withCosts(api: string, supergraph: DocumentNode): string {
  const priced = new Map<string, FieldDefinitionNode>();
  for (const node of supergraph.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of node.fields ?? []) priced.set(`${node.name.value}.${field.name.value}`, field);
  }
  const definitions = parse(api).definitions.map((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION ? withPrices(node, priced) : node,
  );
  return print({ kind: Kind.DOCUMENT, definitions: [...parse(DIRECTIVES).definitions, ...definitions] });
}

function withPrices(
  type: ObjectTypeDefinitionNode,
  priced: ReadonlyMap<string, FieldDefinitionNode>,
): ObjectTypeDefinitionNode {
  const fields = (type.fields ?? []).map((field) => {
    const found = priced.get(`${type.name.value}.${field.name.value}`);
    if (!found) return field;
    const args = (field.arguments ?? []).map((argument) => {
      const same = found.arguments?.find(({ name }) => name.value === argument.name.value);
      return { ...argument, directives: [...(argument.directives ?? []), ...pricesOf(same?.directives)] };
    });
    return {
      ...field,
      arguments: args,
      directives: [...(field.directives ?? []), ...pricesOf(found.directives)],
    };
  });
  return { ...type, fields };
}

function pricesOf(directives: readonly ConstDirectiveNode[] = []): readonly ConstDirectiveNode[] {
  return directives.filter(({ name }) => NAMES.has(name.value));
}
