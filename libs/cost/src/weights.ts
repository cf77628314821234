import {
  type ConstDirectiveNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLSchema,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';

/** What one field costs, in addition to what is selected in its value. */
export interface Weight {
  /** For the field itself, however long its list is. */
  readonly weight?: number;
  /** How many items a list is assumed to hold when no argument gives it. */
  readonly assumedSize?: number;
  /** The argument that gives the number: for the field's own list, or for `sizedFields` of its value. */
  readonly slicingArgument?: string;
  readonly sizedFields?: readonly string[];
  /** What an argument costs when it is given. */
  readonly arguments?: Readonly<Record<string, number>>;
}

/** By `Type.field`. */
export type Weights = ReadonlyMap<string, Weight>;

/** The gateway asks for entities by key: as many as it names. */
const ENTITIES: Weight = { slicingArgument: 'representations' };

/** What the fields of a schema cost, according to its directives `@cost` and `@listSize` (ADR 139). */
export function weightsOf(schema: GraphQLSchema): Weights {
  const weights = new Map<string, Weight>([['Query._entities', ENTITIES]]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const weight = declared(field);
      if (Object.keys(weight).length > 0) weights.set(`${type.name}.${field.name}`, weight);
    }
  }
  return weights;
}

function declared(field: GraphQLField<unknown, unknown>): Weight {
  const weight = directiveOf(field, 'cost')?.['weight'];
  const { assumedSize, slicingArguments, sizedFields } = directiveOf(field, 'listSize') ?? {};
  const costly = field.args.flatMap((argument) => {
    const price = directiveOf(argument, 'cost')?.['weight'];
    return typeof price === 'number' ? [[argument.name, price] as const] : [];
  });
  return {
    ...(typeof weight === 'number' && { weight }),
    ...(typeof assumedSize === 'number' && { assumedSize }),
    ...(Array.isArray(slicingArguments) && { slicingArgument: String(slicingArguments[0]) }),
    ...(Array.isArray(sizedFields) && { sizedFields: sizedFields.map(String) }),
    ...(costly.length > 0 && { arguments: Object.fromEntries(costly) }),
  };
}

/** As written: the definition of the directive may be in another schema. */
function directiveOf(
  { astNode }: GraphQLField<unknown, unknown> | GraphQLArgument,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const node = astNode?.directives?.find((each: ConstDirectiveNode) => each.name.value === name);
  if (!node) return undefined;
  return Object.fromEntries(
    (node.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
  );
}
