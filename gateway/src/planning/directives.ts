import {
  DirectiveLocation,
  type DirectiveNode,
  extendSchema,
  getDirectiveValues,
  GraphQLDeprecatedDirective,
  GraphQLDirective,
  GraphQLSchema,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { withUnitPositions } from './positions-rewrite.ts';
import { withReplay } from './replay-rewrite.ts';
import { withSubscriptions } from './watched.ts';

/** What a client may put on a whole query; the gateway takes it off before it plans. */
const GATEWAY_DIRECTIVES = `
"""
Answers only once every service asked has read the log as far as this position, such as the one a mutation
answered. Waits at most 2 seconds, then NOT_READY. The same as the header \`x-at-least\`.
"""
directive @atLeast("As an answer gave it." position: Position!) on QUERY

"""
Answers as of one past moment in every service: an instant, by the full second, or a position that an answer gave. Exactly one of
them. Rights are those of today. The same as the header \`x-as-of\`.
"""
directive @asOf("An instant, by the full second." at: DateTime, "As an answer gave it." position: Position) on QUERY

"""
Makes an answer an error, STALE, when a service asked had not read the log for longer than this, or an entity that the query is
about has not been heard for longer. The same as the header \`x-max-age\`.
"""
directive @maxAge("How old at most." seconds: Int!) on QUERY

"""
Goes on answering: each frame is the whole result as of its own cursor, sent when something in it has changed; with \`patch\`,
what changed since the frame before (RFC 6902). \`resume\` goes on from a cursor: the next frame is the newest, and not older. Over
WebSocket or server-sent events.
"""
directive @live(
  "Frames after the first tell only what changed (RFC 6902)."
  patch: Boolean
  "The cursor of the last frame that was seen."
  resume: String
) on QUERY
`;

/** The schema with subscriptions, the gateway's directives, and the scalars of their arguments where no service has them. */
export function withGatewayDirectives(schema: GraphQLSchema): GraphQLSchema {
  const missing = ['DateTime', 'Position'].filter((name) => !schema.getType(name));
  const scalars = missing.map((name) => `scalar ${name}\n`).join('');
  const own = extendSchema(schema, parse(`${scalars}${GATEWAY_DIRECTIVES}`));
  return withReleasedLocations(withUnitPositions(withReplay(withSubscriptions(own))));
}

/**
 * With `@deprecated` where the specification of September 2025 lets it stand. graphql-js tells of directive definitions, too, and clients that
 * read the schema by introspection refuse the whole of it for a location that they do not know (graphql-core 3.2, of every client in Python).
 */
function withReleasedLocations(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  const { locations, ...deprecated } = GraphQLDeprecatedDirective.toConfig();
  const released = new GraphQLDirective({
    ...deprecated,
    locations: locations.filter((location) => location !== DirectiveLocation.DIRECTIVE_DEFINITION),
  });
  const directives = config.directives.map((each) => (each.name === released.name ? released : each));
  return new GraphQLSchema({ ...config, directives });
}

const NAMES = ['atLeast', 'asOf', 'maxAge', 'live'] as const;
type Name = (typeof NAMES)[number];

/** The operation without the gateway's own directives. */
export function withoutGatewayDirectives(operation: OperationDefinitionNode): OperationDefinitionNode {
  const own = (directive: DirectiveNode) => NAMES.includes(directive.name.value as Name);
  if (!operation.directives?.some(own)) return operation;
  return { ...operation, directives: operation.directives.filter((directive) => !own(directive)) };
}

/** The arguments of one of the gateway's directives on this operation, if it is there. */
export function directiveOf(
  name: Name,
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  if (!operation.directives?.length) return undefined;
  const directive = schema.getDirective(name);
  return directive ? getDirectiveValues(directive, operation, variables) : undefined;
}
