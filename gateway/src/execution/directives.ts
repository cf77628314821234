import {
  type DirectiveNode,
  getDirectiveValues,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** What a client may put on a whole query; the gateway takes it off before it plans. */
export const GATEWAY_DIRECTIVES = `
"""
Answers only once every service asked has read the log as far as this position, such as the one a mutation
answered. Waits at most 2 seconds, then NOT_READY. The same as the header \`x-at-least\`.
"""
directive @atLeast(position: Position!) on QUERY
`;

const NAMES = new Set(['atLeast']);

/** The operation without the gateway's own directives. */
export function withoutGatewayDirectives(operation: OperationDefinitionNode): OperationDefinitionNode {
  const own = (directive: DirectiveNode) => NAMES.has(directive.name.value);
  if (!operation.directives?.some(own)) return operation;
  return { ...operation, directives: operation.directives.filter((directive) => !own(directive)) };
}

/** The position token that `@atLeast` names on this operation, if it does. */
export function atLeastOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string | undefined {
  if (!operation.directives?.length) return undefined;
  const directive = schema.getDirective('atLeast');
  const values = directive ? getDirectiveValues(directive, operation, variables) : undefined;
  return typeof values?.['position'] === 'string' ? values['position'] : undefined;
}
