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
import { unitPositionsOf } from './positions-rewrite.ts';
import { replayOf } from './replay-rewrite.ts';
import { VALID } from './valid.ts';
import { subscriptionsOf } from './watched.ts';

/** What a client may put on a whole query; the gateway removes it before planning. */
const GATEWAY_DIRECTIVES = `
"""
Answers only once every service involved has read the log up to this position, such as the one that a mutation
returned. Waits at most 2 seconds, then fails with NOT_READY. The same as the header \`x-at-least\`.
"""
directive @atLeast("As returned in an answer." position: Position!) on QUERY

"""
Answers as of one past moment in every service: exactly one of an instant, to the full second, and a position from an answer.
Today's rights apply. The same as the header \`x-as-of\`.
"""
directive @asOf("An instant, to the full second." at: DateTime, "As returned in an answer." position: Position) on QUERY

"""
Fails with STALE when a service involved has not read the log for longer than this, or when an entity that the query is about
has not been heard for longer. The same as the header \`x-max-age\`.
"""
directive @maxAge("The greatest age allowed." seconds: Int!) on QUERY

"""
Keeps answering: each frame is the whole result as of its own cursor, sent when something in it has changed; with \`patch\`, only
what changed since the frame before (RFC 6902). \`resume\` continues from a cursor: the next frame is the newest, and not older
than it. Over WebSocket or server-sent events.
"""
directive @live(
  "Whether frames after the first hold only what changed (RFC 6902)."
  patch: Boolean
  "The cursor of the last frame seen."
  resume: String
) on QUERY
`;

/** The schema with subscriptions, the gateway's directives, and the scalars of their arguments where no service declares them. */
export function withGatewayDirectives(schema: GraphQLSchema): GraphQLSchema {
  const missing = ['DateTime', 'Position'].filter((name) => !schema.getType(name));
  const scalars = missing.map((name) => `scalar ${name}\n`).join('');
  const watched = subscriptionsOf(schema);
  const subscribes = watched !== '' || schema.getSubscriptionType();
  const others = subscribes ? [replayOf(schema), unitPositionsOf(schema)] : [];
  const own = parse([scalars, GATEWAY_DIRECTIVES, watched, ...others].join('\n'));
  // All at once, since each extension makes every type anew.
  return withReleasedLocations(extendSchema(schema, own, VALID));
}

/**
 * With `@deprecated` only where the specification of September 2025 allows it. graphql-js adds directive definitions, and clients that read
 * the schema by introspection reject all of it for a location that they do not know (graphql-core 3.2, used by every client in Python).
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
