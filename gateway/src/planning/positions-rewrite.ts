import type { Sighting } from '@proximidad/feed';
import {
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { getArgumentValues } from 'graphql/execution/values.js';
import { fieldsIn, fragmentsOf } from './rewrite.ts';

export const UNIT_POSITIONS = 'unitPositions';
const PAYLOAD = 'UnitPosition';

type Values = Readonly<Record<string, unknown>>;

/** Which units somebody wants to see on a map; an argument that is left out lets all pass. */
export interface PositionsArguments {
  readonly entity?: string | null;
  readonly municipality?: string | null;
  readonly beat?: string | null;
  readonly bbox?: BoundingBox | null;
}

export interface BoundingBox {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/** The parts of a subscription to positions. */
export interface RewrittenPositions {
  args(variables: Values): PositionsArguments;
  /** Makes the data of a frame from the positions in it. */
  shown(variables: Values): (sightings: readonly Sighting[]) => Values;
}

/** The subscription `unitPositions`, where the schema has units. */
export function unitPositionsOf(schema: GraphQLSchema): string {
  if (!schema.getQueryType()?.getFields()['units']) return '';
  return `
      "A part of the map, including its edges."
      input BoundingBox {
        "Degrees north."
        south: Float!
        "Degrees east: negative in Mexico."
        west: Float!
        "Degrees north, not less than \`south\`."
        north: Float!
        "Degrees east, not less than \`west\`."
        east: Float!
      }
      "Where a unit was seen. Telemetry, not record: it cannot be asked for as of a past moment."
      type ${PAYLOAD} {
        "\`<entity>-<uuid>\`."
        unitId: ID!
        "INEGI key of the entity that it serves."
        entity: ID!
        "INEGI key of the municipality that it serves."
        municipality: ID!
        "The beat it is taken to be in; null outside all beats."
        beatId: ID
        "Degrees north."
        lat: Float!
        "Degrees east: negative in Mexico."
        lon: Float!
        "The accuracy of the position."
        accuracyMetres: Float!
        "When it was there."
        at: DateTime!
      }
      extend type Subscription {
        """
        Where units are, as they move: first every unit that was seen in the last 30 minutes, then, at most once a second, the newest
        position of each that was seen since. Telemetry: there is no cursor and no \`resume\`; a client that reconnects starts with
        every unit. FORBIDDEN for roles that may not read \`Unit.lastPoint\`, and for places that are not the caller's.
        """
        ${UNIT_POSITIONS}(
          "INEGI key of an entity."
          entity: ID
          "INEGI key of a municipality: only units that serve it."
          municipality: ID
          "Only units that are in this beat."
          beat: ID
          "Only units that are in this part of the map. One that leaves it is no longer sent, without notice."
          bbox: BoundingBox
        ): [${PAYLOAD}!]!
      }`;
}

/** `document` is valid for the schema, and its operation's field is `unitPositions`. */
export function rewrittenPositions(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): RewrittenPositions {
  const fragments = fragmentsOf(document);
  const subscriptions = schema.getSubscriptionType()!;
  const payload = schema.getType(PAYLOAD) as GraphQLObjectType;
  const root = fieldsIn(operation.selectionSet, fragments)[0]!;
  const definition = subscriptions.getFields()[UNIT_POSITIONS]!;
  return {
    args: (variables) => getArgumentValues(definition, root, variables) as PositionsArguments,
    shown(variables) {
      const collected = [
        ...collectFields(schema, fragments, variables, subscriptions, operation.selectionSet),
      ].map(([key, nodes]) => {
        const fields = nodes.flatMap(({ selectionSet }) => [
          ...collectFields(schema, fragments, variables, payload, selectionSet!),
        ]);
        return [key, fields.map(([name, [node]]) => [name, node!.name.value] as const)] as const;
      });
      return (sightings) =>
        Object.fromEntries(
          collected.map(([key, fields]) => [key, sightings.map((sighting) => record(sighting, fields))]),
        );
    },
  };
}

function record(sighting: Sighting, fields: readonly (readonly [name: string, field: string])[]): Values {
  const all: Values = { ...sighting, unitId: sighting.id, __typename: PAYLOAD };
  return Object.fromEntries(fields.map(([name, field]) => [name, all[field]]));
}
